package weft.node.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/**
 * How a database proves that it is the one that is meant.
 *
 * @param authority of its certificate, as PEM; without one the address alone says what is asked of the connection
 */
record DatabaseTrust(Optional<Path> authority) {

    /** Bytes of the largest file; those of all authorities that a system trusts have some 200,000. */
    private static final int LARGEST = 4_000_000;

    /** For a database that only this machine can reach. */
    static final DatabaseTrust NONE = new DatabaseTrust(Optional.empty());

    /** Throws {@link UnusableFile} where there is no certificate to read. */
    DatabaseTrust {
        authority.ifPresent(DatabaseTrust::requireCertificate);
    }

    private static void requireCertificate(Path file) {
        try (var in = new ByteArrayInputStream(SmallFile.bytes(file, LARGEST))) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw unusable(file, "holds no certificate");
            }
        } catch (IOException e) {
            throw unusable(file, UnusableFile.problem(file, e));
        } catch (CertificateException e) {
            throw unusable(file, "holds no certificate");
        }
    }

    private static UnusableFile unusable(Path file, String problem) {
        return new UnusableFile(
                "The authority of the database's certificate, which weft.db.ca-file names,",
                file,
                problem,
                "Put its certificate there as PEM, or name another file.");
    }

    /** What a JDBC connection needs beside address and credentials. */
    Properties ofConnection() {
        Properties properties = new Properties();
        authority.ifPresent(file -> {
            properties.setProperty("sslmode", "verify-full");
            properties.setProperty("sslrootcert", file.toString());
        });
        return properties;
    }

    /** The same for both clients of a datasource, as configuration; {@code prefix} ends with a dot. */
    Map<String, String> settings(String prefix) {
        Map<String, String> settings = new LinkedHashMap<>();
        ofConnection()
                .forEach((key, value) ->
                        settings.put(prefix + "jdbc.additional-jdbc-properties." + key, value.toString()));
        authority.ifPresent(file -> {
            settings.put(prefix + "reactive.postgresql.ssl-mode", "verify-full");
            settings.put(prefix + "reactive.hostname-verification-algorithm", "HTTPS");
            settings.put(prefix + "reactive.trust-certificate-pem", "true");
            settings.put(prefix + "reactive.trust-certificate-pem.certs", file.toString());
        });
        return settings;
    }
}
