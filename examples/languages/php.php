<?php
$hub = stream_socket_client("udp://$argv[1]:$argv[2]");
fwrite($hub, json_encode(["name" => "php", "msg" => "hello from PHP"]));
do {
    $message = json_decode(fread($hub, 65535), true);
    echo "$message[name]: $message[msg]\n";
} while ($message["msg"] !== "bye");
