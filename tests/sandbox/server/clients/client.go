// Sends the requests of standard input with net/http; `other_clients.py` describes both lines.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func answer(client *http.Client, parts []string) (string, error) {
	body := bytes.NewBufferString(parts[2])
	request, err := http.NewRequest(parts[0], parts[1], nil)
	if err != nil {
		return "", err
	}
	for _, field := range parts[3:] {
		name, value, _ := strings.Cut(field, ":")
		request.Header.Set(name, value)
	}
	if request.Header.Get("Content-Encoding") != "" {
		body = new(bytes.Buffer)
		writer := gzip.NewWriter(body)
		writer.Write([]byte(parts[2]))
		writer.Close()
	}
	if body.Len() > 0 {
		request.Body, request.ContentLength = io.NopCloser(body), int64(body.Len())
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d\t%s\t%s\t%s", response.StatusCode, response.Header.Get("Content-Length"),
		response.Header.Get("Retry-After"), base64.StdEncoding.EncodeToString(received)), nil
}

func main() {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		reply, err := answer(client, strings.Split(lines.Text(), "\t"))
		if err != nil {
			reply = "error\t" + strings.Join(strings.Fields(err.Error()), " ")
		}
		fmt.Println(reply)
	}
}
