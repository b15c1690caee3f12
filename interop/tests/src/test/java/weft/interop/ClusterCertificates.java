package weft.interop;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority as a cluster has one, and a certificate for each program: {@code tls.crt}, {@code tls.key} and {@code
 * ca.crt} in a directory. Each is for its program's name and for localhost, where the test runs them all.
 */
final class ClusterCertificates {

    private static final char[] NO_PASSWORD = new char[0];

    private record Issued(KeyPair keys, X509Certificate certificate) {}

    private final Path directory;
    private final Issued authority;
    private final Map<String, Issued> issued = new HashMap<>();

    ClusterCertificates(Path directory) {
        this.directory = directory;
        this.authority = issue("weft test authority", null);
    }

    /** The directory with that program's certificate, which the first call makes. */
    Path of(String name) {
        Path files = directory.resolve(name);
        if (!issued.containsKey(name)) {
            issued.put(name, issue(name, authority));
            write(files, issued.get(name));
        }
        return files;
    }

    /** Replaces that program's certificate by a new one, as a renewal does. */
    X509Certificate renew(String name) {
        issued.remove(name);
        of(name);
        return issued.get(name).certificate();
    }

    /** A caller with that program's certificate, who takes any certificate of the authority. */
    SSLContext client(String name) {
        of(name);
        Issued own = issued.get(name);
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("own", own.keys().getPrivate(), NO_PASSWORD, new Certificate[] {
                own.certificate(), authority.certificate()
            });
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, NO_PASSWORD);
            return context(managers);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A caller without a certificate. */
    SSLContext stranger() {
        try {
            return context(null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext context(KeyManagerFactory own) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Issued issue(String name, Issued by) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    by == null
                            ? subject
                            : new X500Name(
                                    by.certificate().getSubjectX500Principal().getName()),
                    new BigInteger(127, new SecureRandom()).setBit(0),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    keys.getPublic());
            describe(builder, name, by == null);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(by == null ? keys.getPrivate() : by.keys().getPrivate());
            return new Issued(keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void describe(JcaX509v3CertificateBuilder builder, String name, boolean authority)
            throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, name), new GeneralName(GeneralName.dNSName, "localhost")
            }));
        }
    }

    private void write(Path files, Issued program) {
        try {
            Files.createDirectories(files);
            Files.writeString(files.resolve("tls.crt"), pem(program.certificate()));
            Files.writeString(
                    files.resolve("tls.key"),
                    pem(new JcaPKCS8Generator(program.keys().getPrivate(), null)));
            Files.writeString(files.resolve("ca.crt"), pem(authority.certificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
