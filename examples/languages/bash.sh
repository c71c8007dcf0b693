#!/usr/bin/env bash
exec 3<>"/dev/tcp/$1/$2"
echo "/nick bash" >&3
echo "hello from Bash" >&3
while read -r line <&3 && echo "$line"; do
  [[ $line == *": bye" ]] && exit
done
