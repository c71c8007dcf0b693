import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class Java {
  public static void main(String[] args) throws IOException {
    try (var hub = new Socket(args[0], Integer.parseInt(args[1]))) {
      var utf8 = StandardCharsets.UTF_8;
      var out = new PrintWriter(hub.getOutputStream(), true, utf8);
      out.print("/nick java\nhello from Java\n");
      out.flush();
      var in = new BufferedReader(new InputStreamReader(hub.getInputStream(), utf8));
      for (String line; (line = in.readLine()) != null;) {
        System.out.println(line);
        if (line.endsWith(": bye")) break;
      }
    }
  }
}
