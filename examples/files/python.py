import hashlib, json, os, socket, struct, sys

host, port, path = sys.argv[1:]
hub = socket.create_connection((host, int(port))).makefile("rwb")
data = open(path, "rb").read()
md5 = hashlib.md5(data).hexdigest()

def send(message, rest=b""):
    packed = json.dumps(message).encode()
    hub.write(struct.pack("i", len(packed)) + packed + rest)
    hub.flush()

def receive():
    return json.loads(hub.read(struct.unpack("i", hub.read(4))[0]))

send({"name": "python", "file_name": os.path.basename(path), "file_size": len(data), "md5": md5}, data)
while (message := receive()).get("event") != "file":
    if message.get("event") == "error":
        sys.exit(message["msg"])
send({"get": message["file"]["id"]})
while "file_size" not in (header := receive()):
    pass
fetched = hashlib.md5(hub.read(header["file_size"])).hexdigest()
print("same" if fetched == md5 else "different", fetched)
