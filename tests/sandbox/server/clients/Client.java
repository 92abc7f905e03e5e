// Sends the requests of standard input with java.net.http; `other_clients.py` describes both lines.
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

public class Client {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        var input = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = input.readLine()) != null;) {
            System.out.println(answer(client, line.split("\t", -1)));
        }
    }

    static String answer(HttpClient client, String[] parts) throws Exception {
        var body = parts[2].getBytes();
        var request = HttpRequest.newBuilder(URI.create(parts[1])).timeout(Duration.ofSeconds(60));
        for (int i = 3; i < parts.length; i++) {
            var field = parts[i].split(":", 2);
            request.header(field[0], field[1]);
            if (field[0].equals("Content-Encoding")) {
                body = gzip(body);
            }
        }
        request.method(parts[0], body.length == 0
            ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            var headers = response.headers();
            return String.join("\t", String.valueOf(response.statusCode()),
                headers.firstValue("content-length").orElse(""), headers.firstValue("retry-after").orElse(""),
                Base64.getEncoder().encodeToString(response.body()));
        } catch (IOException error) {
            return "error\t" + error.toString().replaceAll("\\s+", " ");
        }
    }

    static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var writer = new GZIPOutputStream(packed)) {
            writer.write(content);
        }
        return packed.toByteArray();
    }
}
