set hub [socket [lindex $argv 0] [lindex $argv 1]]
fconfigure $hub -buffering line -encoding utf-8
puts $hub "/nick tcl"
puts $hub "hello from Tcl"
while {[gets $hub line] >= 0} {
    puts $line
    if {[string match "*: bye" $line]} break
}
