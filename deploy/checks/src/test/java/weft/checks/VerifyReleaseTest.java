package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/verify} on a release as it is downloaded, whole and tampered with in every way that matters. */
class VerifyReleaseTest {

    private static final List<String> FILES =
            List.of("sbom.cyclonedx.json", "weft-1.2.3.tar.gz", "weft_1.2.3_amd64.deb");

    @TempDir
    Path place;

    private Path release;
    private Path key;
    private KeyPair signer;

    @BeforeEach
    void download() throws Exception {
        release = Files.createDirectory(place.resolve("release"));
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        signer = keys.generateKeyPair();
        key = publish(signer, "key.pub");
        write("sbom.cyclonedx.json", "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"name\": \"one\"}]}");
        write("weft-1.2.3.tar.gz", "archive");
        write("weft_1.2.3_amd64.deb", "package");
        write("SHA256SUMS", sums());
        for (String name : FILES) {
            sign(name, signer);
        }
        sign("SHA256SUMS", signer);
    }

    @Test
    void aWholeReleaseIsGoodWithALineForEachFile() {
        Tools.Outcome outcome = verify();
        assertThat(outcome.output().lines())
                .containsExactly(
                        "sbom.cyclonedx.json: checksum good, bill of materials, key signature good, provenance not asked for",
                        "weft-1.2.3.tar.gz: checksum good, key signature good, provenance not asked for",
                        "weft_1.2.3_amd64.deb: checksum good, key signature good, provenance not asked for",
                        "SHA256SUMS: key signature good",
                        "Good: every file is what the release says, and it is known who made it.");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void aTamperedFileIsFound() throws IOException {
        write("weft-1.2.3.tar.gz", "archivE");
        assertWrong("weft-1.2.3.tar.gz: CHECKSUM WRONG");
    }

    @Test
    void aFileTamperedWithTogetherWithItsChecksumIsFound() throws IOException {
        write("weft-1.2.3.tar.gz", "archivE");
        write("SHA256SUMS", sums());
        assertWrong("weft-1.2.3.tar.gz: checksum good, KEY SIGNATURE WRONG", "SHA256SUMS: KEY SIGNATURE WRONG");
    }

    @Test
    void aTamperedChecksumIsFound() throws IOException {
        String text = Files.readString(release.resolve("SHA256SUMS"));
        char first = text.charAt(0);
        write("SHA256SUMS", (first == '0' ? '1' : '0') + text.substring(1));
        assertWrong("sbom.cyclonedx.json: CHECKSUM WRONG", "SHA256SUMS: KEY SIGNATURE WRONG");
    }

    @Test
    void aTamperedBundleIsFound() throws IOException {
        Path bundle = release.resolve("weft-1.2.3.tar.gz.cosign.bundle");
        String text = Files.readString(bundle);
        int signature = text.indexOf("\"signature\":\"") + 30;
        char old = text.charAt(signature);
        Files.writeString(
                bundle, text.substring(0, signature) + (old == 'A' ? 'B' : 'A') + text.substring(signature + 1));
        assertWrong("weft-1.2.3.tar.gz: checksum good, KEY SIGNATURE WRONG");
    }

    @Test
    void theBundleOfAnotherFileIsFound() throws IOException {
        Files.copy(
                release.resolve("weft_1.2.3_amd64.deb.cosign.bundle"),
                release.resolve("weft-1.2.3.tar.gz.cosign.bundle"),
                StandardCopyOption.REPLACE_EXISTING);
        assertWrong("weft-1.2.3.tar.gz: checksum good, KEY SIGNATURE WRONG");
    }

    @Test
    void anEmptyBundleIsFound() throws IOException {
        write("weft-1.2.3.tar.gz.cosign.bundle", "{}");
        assertWrong("weft-1.2.3.tar.gz: checksum good, KEY SIGNATURE WRONG");
    }

    @Test
    void theSignatureOfSomebodyElseIsFound() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        sign("weft-1.2.3.tar.gz", other);
        assertWrong("weft-1.2.3.tar.gz: checksum good, KEY SIGNATURE WRONG");
    }

    @Test
    void aKeyThatCameWithTheDownloadIsNotBelieved() throws Exception {
        publish(signer, "release/cosign.pub");
        Tools.Outcome outcome = Tools.run("deploy/verify", release.toString());
        assertThat(outcome.output()).contains("key signature not checked");
        assertThat(outcome.code()).isEqualTo(3);
    }

    @Test
    void aMissingAndAnAddedFileAreFound() throws IOException {
        Files.delete(release.resolve("weft-1.2.3.tar.gz"));
        write("install.sh", "#!/bin/sh");
        assertWrong("weft-1.2.3.tar.gz: MISSING", "install.sh: NOT PART OF THE RELEASE");
    }

    @Test
    void namesThatOnlyLookListedAreFound() throws IOException {
        List<String> foreign =
                List.of("SHA256SUMS weft-1.2.3.tar.gz", ".hidden", "other.intoto.jsonl", "weft.exe.cosign.bundle");
        for (String name : foreign) {
            write(name, "content");
        }
        assertWrong(
                foreign.stream().map(name -> name + ": NOT PART OF THE RELEASE").toArray(String[]::new));
    }

    @Test
    void aPartOfAReleaseIsNotWrongAndNotWhole() throws IOException {
        Files.delete(release.resolve("weft_1.2.3_amd64.deb"));
        Tools.Outcome outcome = verify();
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.output())
                .contains("weft_1.2.3_amd64.deb: MISSING")
                .contains("INCOMPLETE: 1 files of the release are not here");
    }

    /** A genuine file of another version, renamed, has the provenance of another tag. */
    @Test
    void provenanceIsThatOfTheTagInTheNames() throws IOException {
        for (String tag : List.of("v1.2.3", "v1.0.0")) {
            Path gh = Files.createDirectories(place.resolve(tag)).resolve("gh");
            Files.writeString(
                    gh, "#!/bin/sh\ncase \"$*\" in *'--source-ref refs/tags/" + tag + "'*) exit 0 ;; esac\nexit 1\n");
            assertThat(gh.toFile().setExecutable(true)).isTrue();
            Tools.Outcome outcome = Tools.run(
                    Tools.ROOT,
                    List.of(
                            "env",
                            "PATH=" + gh.getParent() + ":" + System.getenv("PATH"),
                            "deploy/verify",
                            "--repo",
                            "owner/weft",
                            release.toString()));
            assertThat(outcome.ok()).as(outcome.output()).isEqualTo(tag.equals("v1.2.3"));
            assertThat(outcome.output())
                    .contains(tag.equals("v1.2.3") ? "provenance good" : "PROVENANCE NOT CONFIRMED");
        }
    }

    @Test
    void aBillOfMaterialsThatIsNoneIsFound() throws IOException {
        write("sbom.cyclonedx.json", "{\"bomFormat\": \"CycloneDX\", \"components\": []}");
        write("SHA256SUMS", sums());
        assertWrong("sbom.cyclonedx.json: checksum good, BILL OF MATERIALS UNREADABLE");
    }

    @Test
    void strippedSignaturesDontMakeAReleaseGood() throws IOException {
        Files.delete(release.resolve("weft-1.2.3.tar.gz.cosign.bundle"));
        Tools.Outcome outcome = verify();
        assertThat(outcome.output())
                .contains("weft-1.2.3.tar.gz: checksum good, no key signature")
                .contains("INCOMPLETE");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(verify("--checksums-only").code()).isZero();
    }

    @Test
    void sumsThatReachOutsideAreRefused() throws IOException {
        write("SHA256SUMS", "0".repeat(64) + "  ../key.pub\n");
        assertThat(verify().code()).isEqualTo(2);
        write("SHA256SUMS", "");
        assertThat(verify().code()).isEqualTo(2);
    }

    /** What cosign 3.1.3 wrote when it signed this file with this key. */
    @Test
    void aBundleThatCosignMadeIsRead() throws Exception {
        Path signed = Files.createDirectory(place.resolve("cosign"));
        for (String name : List.of("signed.txt", "signed.txt.cosign.bundle", "key.pub")) {
            Files.copy(
                    Path.of(VerifyReleaseTest.class
                            .getResource("/cosign/" + name)
                            .toURI()),
                    signed.resolve(name));
        }
        Path published = Files.move(signed.resolve("key.pub"), place.resolve("cosign.key.pub"));
        Files.writeString(signed.resolve("SHA256SUMS"), line(signed.resolve("signed.txt")));
        Tools.Outcome good = Tools.run("deploy/verify", "--key", published.toString(), signed.toString());
        assertThat(good.output()).contains("signed.txt: checksum good, key signature good");
        Tools.Outcome wrong = Tools.run("deploy/verify", "--key", key.toString(), signed.toString());
        assertThat(wrong.output()).contains("signed.txt: checksum good, KEY SIGNATURE WRONG");
        assertThat(wrong.code()).isEqualTo(1);
    }

    private Tools.Outcome verify(String... options) {
        List<String> command = new ArrayList<>(List.of("deploy/verify", "--key", key.toString()));
        command.addAll(List.of(options));
        command.add(release.toString());
        return Tools.run(Tools.ROOT, command);
    }

    private void assertWrong(String... lines) {
        Tools.Outcome outcome = verify();
        assertThat(outcome.output().lines()).anyMatch(line -> line.startsWith("WRONG: "));
        for (String line : lines) {
            assertThat(outcome.output()).contains(line);
        }
        assertThat(outcome.code()).isEqualTo(1);
    }

    private String sums() {
        StringBuilder sums = new StringBuilder();
        FILES.forEach(name -> sums.append(line(release.resolve(name))));
        return sums.toString();
    }

    private static String line(Path file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash) + "  " + file.getFileName() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A bundle of the form that cosign writes. */
    private void sign(String name, KeyPair keys) throws GeneralSecurityException, IOException {
        byte[] content = Files.readAllBytes(release.resolve(name));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        Base64.Encoder base64 = Base64.getEncoder();
        write(
                name + ".cosign.bundle",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"messageSignature\":"
                        + "{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\""
                        + base64.encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(content))
                        + "\"},\"signature\":\"" + base64.encodeToString(signature.sign()) + "\"}}");
    }

    private Path publish(KeyPair keys, String name) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes())
                .encodeToString(keys.getPublic().getEncoded());
        return Files.writeString(
                place.resolve(name), "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(release.resolve(name), content);
    }
}
