package main

import (
	"bufio"
	"crypto/md5"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
)

type message struct {
	Event string `json:"event"`
	Msg   string `json:"msg"`
	Size  *int64 `json:"file_size"`
	File  struct {
		ID string `json:"id"`
	} `json:"file"`
}

func send(hub net.Conn, value any, rest []byte) {
	packed, _ := json.Marshal(value)
	header := binary.BigEndian.AppendUint32(nil, uint32(len(packed)))
	hub.Write(append(append(header, packed...), rest...))
}

func receive(from io.Reader) (received message) {
	header := make([]byte, 4)
	if _, err := io.ReadFull(from, header); err != nil {
		log.Fatal(err)
	}
	packed := make([]byte, binary.BigEndian.Uint32(header))
	io.ReadFull(from, packed)
	json.Unmarshal(packed, &received)
	return received
}

func main() {
	host, port, path := os.Args[1], os.Args[2], os.Args[3]
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	hub, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err != nil {
		log.Fatal(err)
	}
	from := bufio.NewReader(hub)
	sum := fmt.Sprintf("%x", md5.Sum(data))
	send(hub, map[string]any{"name": "go", "file_name": filepath.Base(path), "file_size": len(data), "md5": sum}, data)
	kept := receive(from)
	for kept.Event != "file" {
		if kept.Event == "error" {
			log.Fatal(kept.Msg)
		}
		kept = receive(from)
	}
	send(hub, map[string]string{"get": kept.File.ID}, nil)
	answer := receive(from)
	for answer.Size == nil {
		answer = receive(from)
	}
	fetched := md5.New()
	io.CopyN(fetched, from, *answer.Size)
	verdict := "different"
	if fmt.Sprintf("%x", fetched.Sum(nil)) == sum {
		verdict = "same"
	}
	fmt.Printf("%s %x\n", verdict, fetched.Sum(nil))
}
