package weft.cluster;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The names that the other end's certificate gives it: the DNS names of its subject alternative name, and its common name. */
final class CertificateNames {

    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /** The names of the other end; empty when it has shown no certificate, or one without names. */
    static Set<String> of(SSLSession session) {
        if (session == null) {
            return Set.of();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate ? of(certificate) : Set.of();
        } catch (SSLPeerUnverifiedException noCertificate) {
            return Set.of();
        }
    }

    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .forEach(name -> names.add((String) name.get(1)));
            }
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString());
                }
            }
        } catch (CertificateParsingException | InvalidNameException unreadable) {
            return Set.of();
        }
        return names;
    }
}
