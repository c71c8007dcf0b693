import json, socket, struct, sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
data = json.dumps({"name": "python", "msg": "hello from Python"}).encode()
s.sendall(struct.pack("i", len(data)) + data)
message = {"msg": ""}
while message["msg"] != "bye":
    (size,) = struct.unpack("i", s.recv(4, socket.MSG_WAITALL))
    message = json.loads(s.recv(size, socket.MSG_WAITALL))
    print(message["name"] + ": " + message["msg"])
