BEGIN {
    hub = "/inet/tcp/0/" ARGV[1] "/" ARGV[2]
    print "/nick gawk" |& hub
    print "hello from gawk" |& hub
    while ((hub |& getline line) > 0) {
        print line
        if (line ~ /: bye$/) exit
    }
}
