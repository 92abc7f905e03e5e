<?php
// Sends the requests of standard input with PHP's streams; `other_clients.py` describes both lines.
while (($line = fgets(STDIN)) !== false) {
    [$method, $url, $body] = $fields = explode("\t", rtrim($line, "\n"));
    $headers = array_slice($fields, 3);
    if (preg_grep('/^Content-Encoding:/', $headers)) {
        $body = gzencode($body);
    }
    $http_response_header = [];
    $received = @file_get_contents($url, false, stream_context_create(['http' => [
        'method' => $method, 'header' => $headers, 'content' => $body, 'timeout' => 60,
        'ignore_errors' => true, 'follow_location' => 0,
    ]]));
    $found = ['content-length' => '', 'retry-after' => ''];
    foreach ($http_response_header as $field) {
        [$name, $value] = explode(':', $field, 2) + [1 => ''];
        $found[strtolower($name)] = trim($value);
    }
    if ($received === false) {
        $reply = ['error', preg_replace('/\s+/', ' ', error_get_last()['message'])];
    } else {
        $status = explode(' ', $http_response_header[0])[1];
        $reply = [$status, $found['content-length'], $found['retry-after'], base64_encode($received)];
    }
    echo implode("\t", $reply), "\n";
}
