#!/usr/bin/env bash
coproc nc "$1" "$2"
echo "/nick nc" >&"${COPROC[1]}"
echo "hello from nc" >&"${COPROC[1]}"
while read -r line <&"${COPROC[0]}" && echo "$line"; do
  [[ $line == *": bye" ]] && kill "$COPROC_PID" && exit
done
