require "json"
require "socket"

hub = TCPSocket.new(ARGV[0], ARGV[1])
hub.puts JSON.generate(name: "ruby", msg: "hello from Ruby")
while (line = hub.gets)
  message = JSON.parse(line)
  puts "#{message["name"]}: #{message["msg"]}"
  break if message["msg"] == "bye"
end
