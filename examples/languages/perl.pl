use strict; use warnings;
use IO::Socket::INET;
use JSON::PP;
binmode STDOUT, ":utf8";

my $hub = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die $@;
$hub->send(pack("N/a*", encode_json({ name => "perl", msg => "hello from Perl" })));
while (read($hub, my $header, 4)) {
    read($hub, my $data, unpack("N", $header));
    my $message = decode_json($data);
    print "$message->{name}: $message->{msg}\n";
    last if $message->{msg} eq "bye";
}
