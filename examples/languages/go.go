package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
)

type message struct {
	Name string `json:"name"`
	Msg  string `json:"msg"`
}

func main() {
	hub, err := net.Dial("tcp", net.JoinHostPort(os.Args[1], os.Args[2]))
	if err != nil {
		log.Fatal(err)
	}
	json.NewEncoder(hub).Encode(message{"go", "hello from Go"})
	heard := json.NewDecoder(hub)
	for m := (message{}); m.Msg != "bye"; fmt.Println(m.Name + ": " + m.Msg) {
		if err := heard.Decode(&m); err != nil {
			log.Fatal(err)
		}
	}
}
