package weft.message.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.Text;
import weft.message.api.json.BoundedJson;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;

/**
 * A message as a form. Taken apart in memory with Netty's decoder: what the framework would do puts files on disk, in clear.
 *
 * @param members the parts without a file name, as members of the JSON they stand for
 * @param files the parts with one; an input of files in which none was chosen is no file
 */
record Form(ObjectNode members, List<Attachment> files) {

    /** As RFC 2046 has it. */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private static final Set<String> JSON_PARTS = Set.of("fields", "attachments");
    private static final Set<String> FLAG_PARTS = Set.of("includeTicket");

    /** Reads a form, or refuses it with 400. */
    static Form read(String contentType, byte[] body) {
        String boundary = boundary(contentType);
        if (!isWhole(body, boundary)) {
            throw notWhole();
        }
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.MULTIPART_FORM_DATA + "; boundary=\"" + boundary + '"');
        Form form = new Form(JsonNodeFactory.instance.objectNode(), new ArrayList<>());
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), request, StandardCharsets.UTF_8);
            for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
                form.add(part);
            }
            return form;
        } catch (DecoderException broken) {
            throw notWhole();
        } catch (IOException e) {
            throw new UncheckedIOException("a form in memory", e);
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    /** Whether the form has its end: the decoder gives the parts before it and says nothing of one that was cut short. */
    private static boolean isWhole(byte[] body, String boundary) {
        if (body == null) {
            return false;
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String end = "--" + boundary + "--";
        int at = text.lastIndexOf(end);
        return at >= 0
                && (at == 0 || text.charAt(at - 1) == '\n')
                && (at + end.length() == text.length() || Character.isWhitespace(text.charAt(at + end.length())));
    }

    private static ProblemException notWhole() {
        return Problem.malformed(null, "The form can't be read: it is broken or not complete.")
                .exception();
    }

    /** What stands between the parts. The decoder is not asked: it fails in many ways at what is none. */
    private static String boundary(String contentType) {
        try {
            String boundary = MediaType.valueOf(contentType).getParameters().get("boundary");
            if (boundary != null && BOUNDARY.matcher(boundary).matches()) {
                return boundary;
            }
        } catch (IllegalArgumentException unreadable) {
            // Answered like one without a boundary.
        }
        throw Problem.malformed("Content-Type", "A form says with boundary= what stands between its parts.")
                .exception();
    }

    /** How a file is offered for saving: ASCII for old clients, and the whole name as RFC 6266 has it. */
    static String disposition(String safeName) {
        String ascii = safeName.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
        String encoded = URLEncoder.encode(safeName, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    private void add(InterfaceHttpData part) throws IOException {
        switch (part) {
            // What browsers send for an input of files in which none was chosen.
            case FileUpload none when none.getFilename().isEmpty() && none.length() == 0 -> {}
            case FileUpload file -> files.add(DraftInput.file(part.getName(), file.getFilename(), file.get()));
            case Attribute attribute -> member(attribute.getName(), text(attribute));
            default ->
                throw Problem.malformed(part.getName(), "This part of the form can't be read.")
                        .exception();
        }
    }

    private static String text(Attribute attribute) throws IOException {
        return Text.decode(attribute.get()).orElseThrow(() -> Problem.malformed(
                        attribute.getName(), "The part " + attribute.getName() + " is not written in UTF-8.")
                .exception());
    }

    private void member(String name, String text) throws IOException {
        if (members.has(name)) {
            throw Problem.malformed(name, name + " stands twice in the form.").exception();
        }
        try {
            if (JSON_PARTS.contains(name)) {
                members.set(name, BoundedJson.read(text.getBytes(StandardCharsets.UTF_8)));
            } else if (FLAG_PARTS.contains(name) && (text.equals("true") || text.equals("false"))) {
                members.put(name, text.equals("true"));
            } else {
                members.put(name, text);
            }
        } catch (JsonProcessingException broken) {
            throw Problem.malformed(name, "The part " + name + " is not JSON.").exception();
        }
    }
}
