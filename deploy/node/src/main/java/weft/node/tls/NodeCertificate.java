package weft.node.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import weft.node.Progress;
import weft.node.config.NodeSettings;
import weft.service.files.PrivateFile;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/**
 * A self-signed P-256 certificate for {@code localhost}, the loopback addresses and the host's name, made at the first start
 * and kept. Valid for 397 days, the longest that browsers take; a start in its last 30 days makes a new one.
 *
 * @param certificate PEM file
 * @param key PEM file, PKCS #8, for its owner only
 */
public record NodeCertificate(Path certificate, Path key) {

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration VALIDITY = Duration.ofDays(397);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    /** Bytes of the largest file of an operator, a chain of certificates. */
    private static final int LARGEST = 1_000_000;

    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    /**
     * The certificate in that directory; made where there is none or it ends soon. Of a damaged pair nothing is lost but that browsers
     * know it: it is put aside and another one made.
     *
     * @param progress is told when a pair was damaged
     * @throws UnusableFile when none can be made
     */
    public static NodeCertificate in(Path directory, Instant now, Progress progress) {
        NodeCertificate files = new NodeCertificate(directory.resolve("node.crt"), directory.resolve("node.key"));
        try {
            if (!files.usable(progress) || !files.ends().isAfter(now.plus(RENEWED_BEFORE))) {
                files.make(now);
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new UnusableFile(
                    "The certificate in",
                    directory,
                    "can't be read or made (" + e.getMessage() + ")",
                    "Give the user that Weft runs as the right to write there.");
        }
    }

    /**
     * The certificate that an operator brings, if one does.
     *
     * @throws UnusableFile that names the one that is no certificate, or no private key
     */
    public static Optional<NodeCertificate> given(NodeSettings.Http settings) {
        return settings.certificate()
                .map(certificate -> of(certificate, settings.certificateKey().orElseThrow()));
    }

    /** As {@link #given}, by its files. */
    static NodeCertificate of(Path certificate, Path key) {
        NodeCertificate files = new NodeCertificate(certificate, key);
        try {
            files.ends();
        } catch (IOException e) {
            throw unusable("certificate", certificate, UnusableFile.problem(certificate, e));
        } catch (GeneralSecurityException e) {
            throw unusable("certificate", certificate, "holds no certificate");
        }
        try (PEMParser parser = parser(key)) {
            Object object = parser.readObject();
            while (object != null && !(object instanceof PrivateKeyInfo) && !(object instanceof PEMKeyPair)) {
                object = parser.readObject();
            }
            if (object == null) {
                throw unusable("certificate-key", key, "holds no private key");
            }
        } catch (IOException e) {
            throw unusable("certificate-key", key, UnusableFile.problem(key, e));
        }
        return files;
    }

    private static UnusableFile unusable(String key, Path file, String problem) {
        return new UnusableFile(
                "The file that weft.http." + key + " names,", file, problem, "Put a PEM file there, or name another.");
    }

    /** Whether both are there and belong together; what is there and isn't usable is out of the way afterwards. */
    private boolean usable(Progress progress) throws IOException {
        if (!there(certificate) && !there(key)) {
            return false;
        }
        try {
            if (there(certificate) && there(key) && belongTogether()) {
                return true;
            }
        } catch (IOException | GeneralSecurityException damaged) {
            // Which of the two doesn't matter: they are made together.
        }
        for (Path file : List.of(certificate, key)) {
            if (there(file)) {
                progress.step("the certificate's file " + file + " is damaged, or its other half is; it is now "
                        + PrivateFile.setAside(file) + ", and a new certificate is made");
            }
        }
        return false;
    }

    private static boolean there(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** SHA-256 of the first certificate in the file, in pairs of upper-case hexadecimal digits with colons between. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(parsed().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("certificate", certificate, "can't be read (" + e.getMessage() + ")");
        }
    }

    private Instant ends() throws IOException, GeneralSecurityException {
        return parsed().getNotAfter().toInstant();
    }

    private X509Certificate parsed() throws IOException, GeneralSecurityException {
        try (var in = new ByteArrayInputStream(SmallFile.bytes(certificate, LARGEST))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PEMParser parser(Path key) throws IOException {
        return new PEMParser(new StringReader(SmallFile.text(key, LARGEST)));
    }

    private boolean belongTogether() throws IOException, GeneralSecurityException {
        byte[] probe = "weft".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(SIGNATURE);
        try (PEMParser parser = parser(key)) {
            if (!(parser.readObject() instanceof PrivateKeyInfo stored)) {
                return false;
            }
            signature.initSign(new JcaPEMKeyConverter().getPrivateKey(stored));
        }
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(parsed().getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }

    private void make(Instant now) throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        var subject = new X500NameBuilder().addRDN(BCStyle.CN, hostName()).build();
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(127, new SecureRandom()).setBit(0),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(VALIDITY)),
                subject,
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, names());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        var signed = builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate()));
        PrivateFile.write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
        PrivateFile.write(certificate, pem(new JcaX509CertificateConverter().getCertificate(signed)));
    }

    private static GeneralNames names() {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        if (!hostName().equals("localhost")) {
            names.add(new GeneralName(GeneralName.dNSName, hostName()));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    /** A machine whose own name can't be resolved still serves its loopback names. */
    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
