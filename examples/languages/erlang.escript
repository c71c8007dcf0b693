#!/usr/bin/env escript
main([Host, Port]) ->
    Options = [binary, {packet, line}, {active, false}],
    {ok, Hub} = gen_tcp:connect(Host, list_to_integer(Port), Options),
    ok = gen_tcp:send(Hub, "/nick erlang\nhello from Erlang\n"),
    hear(Hub).

hear(Hub) ->
    {ok, Line} = gen_tcp:recv(Hub, 0),
    ok = file:write(standard_io, Line),
    case binary:match(Line, <<": bye\n">>) of nomatch -> hear(Hub); _ -> ok end.
