const EXIF = "Exif\0\0";
/** The tag of the orientation (Exif 2.3, section 4.6.4). */
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;
const UPRIGHT = 1;

/**
 * Returns the orientation that Exif data tells, from 1 to 8; 1 where it tells none.
 *
 * @param bytes Of a segment APP1, behind its length.
 */
export function orientationIn(bytes: Uint8Array): number {
  for (let i = 0; i < EXIF.length; i++) if (bytes[i] !== EXIF.charCodeAt(i)) return UPRIGHT;
  const tiff = new DataView(
    bytes.buffer,
    bytes.byteOffset + EXIF.length,
    bytes.length - EXIF.length,
  );
  try {
    const isLittle = tiff.getUint16(0) === 0x4949;
    const start = tiff.getUint32(4, isLittle);
    const count = tiff.getUint16(start, isLittle);
    for (let i = 0; i < count; i++) {
      const at = start + 2 + i * ENTRY_BYTES;
      if (tiff.getUint16(at, isLittle) !== ORIENTATION) continue;
      const orientation = tiff.getUint16(at + 8, isLittle);
      return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
    }
  } catch (error) {
    // The data ends too early.
    if (!(error instanceof RangeError)) throw error;
  }
  return UPRIGHT;
}

/** Returns a segment APP1 that tells nothing but an orientation; empty for an upright picture. */
export function orientationSegment(orientation: number): Uint8Array {
  if (orientation === UPRIGHT) return new Uint8Array(0);
  const segment = new Uint8Array(36);
  segment.set([0xff, 0xe1, 0, segment.length - 2]);
  segment.set(new TextEncoder().encode(`${EXIF}MM\0*`), 4);
  const tiff = new DataView(segment.buffer, 4 + EXIF.length);
  tiff.setUint32(4, 8);
  tiff.setUint16(8, 1);
  tiff.setUint16(10, ORIENTATION);
  tiff.setUint16(12, 3);
  tiff.setUint32(14, 1);
  tiff.setUint16(18, orientation);
  return segment;
}
