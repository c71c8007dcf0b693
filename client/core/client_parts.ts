import type { ClientError } from "./client_error.ts";
import type { ClientLimits, Host, Identity, UplinkKind } from "./client_core_options.ts";
import { Connectivity } from "./connection/connectivity.ts";
import { ResumePoint } from "./connection/resume_point.ts";
import { RoundTrip } from "./connection/round_trip.ts";
import type { Message } from "./event.ts";
import { Membership } from "./membership.ts";
import type { Delivery, Incoming } from "./receiving/incoming.ts";
import { LossyIncoming } from "./receiving/lossy_incoming.ts";
import { NoticeHandler } from "./receiving/notice_handler.ts";
import { OrderedIncoming } from "./receiving/ordered_incoming.ts";
import { SendQueue } from "./sending/send_queue.ts";

/** The parts of a client's core: see {@linkcode ClientCore}. */
export interface ClientParts {
  readonly resumePoint: ResumePoint;
  readonly membership: Membership;
  readonly incoming: Incoming;
  readonly sendQueue: SendQueue;
  readonly connectivity: Connectivity;
  readonly notices: NoticeHandler;
}

/** Returns the parts of a client's core, each with those that it works with. */
export function partsOf(
  identity: Identity,
  limits: ClientLimits,
  uplink: UplinkKind,
  host: Host,
): ClientParts {
  const { resume } = identity;
  const { isLossy, addresses } = uplink;
  const resumePoint = new ResumePoint(identity);
  const membership = new Membership(identity.rooms, { hasLobby: resume === undefined });
  const roundTrip = isLossy ? new RoundTrip() : undefined;
  const delivery = deliveryTo(host, resumePoint);
  const incoming = isLossy ? new LossyIncoming(delivery) : new OrderedIncoming(delivery);
  const sendQueue = new SendQueue({
    ...{ limits, incoming, membership, resumePoint, roundTrip },
    newId: () => host.newId(),
    refused: (error: ClientError) => notices.lostRoom(error),
  });
  const refuseAll = (why: ClientError) => sendQueue.refuseAll(why);
  const connectivity = new Connectivity({
    limits,
    host,
    addresses,
    resumePoint,
    roundTrip,
    refuseAll,
  });
  if (resume !== undefined) incoming.start(resume.since, resume.newest);
  if (resume?.isInRooms === false) sendQueue.rejoin.start();
  const notices: NoticeHandler = new NoticeHandler({
    identity,
    host,
    membership,
    resumePoint,
    incoming,
    sendQueue,
    connectivity,
    isLossy,
  });
  return { resumePoint, membership, incoming, sendQueue, connectivity, notices };
}

function deliveryTo(host: Host, resumePoint: ResumePoint): Delivery {
  return {
    free: () => host.free(),
    hasCapacity: () => host.hasCapacity(),
    deliver: (message: Message) => host.emit(message),
    ownName: () => resumePoint.name,
  };
}
