package weft.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What is kept is sealed in one place: nobody else of all modules touches ciphers and keyed digests, the protocol's apart. */
class OneSealTest {

    @Test
    void nobodyButTheVaultAndTheProtocolUsesACipher() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("weft");

        assertThat(all.stream().map(each -> each.getPackageName().split("\\.")[1]))
                .as("services that the rule sees")
                .contains("auth", "gateway", "message", "node", "reticulum", "service", "transport");
        noClasses()
                .that()
                .resideOutsideOfPackages("weft.service.vault", "weft.reticulum.crypto")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.crypto..")
                .check(all);
    }
}
