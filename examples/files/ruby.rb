require "digest"
require "json"
require "socket"

host, port, path = ARGV
hub = TCPSocket.new(host, port)
data = File.binread(path)
md5 = Digest::MD5.hexdigest(data)

send = lambda do |message, rest = ""|
  packed = message.to_json.b
  hub.write([packed.bytesize].pack("V") + packed + rest)
end
receive = -> { JSON.parse(hub.read(hub.read(4).unpack1("V"))) }

send.({ name: "ruby", file_name: File.basename(path), file_size: data.bytesize, md5: md5 }, data)
message = receive.()
message = receive.() until %w[file error].include?(message["event"])
abort(message["msg"]) if message["event"] == "error"
send.({ get: message["file"]["id"] })
header = receive.()
header = receive.() until header.key?("file_size")
fetched = Digest::MD5.hexdigest(hub.read(header["file_size"]))
puts "#{fetched == md5 ? "same" : "different"} #{fetched}"
