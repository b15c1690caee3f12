package weft.reticulum;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** What keeps a protocol module readable: no circle among its packages. */
public final class PackageRules {

    private PackageRules() {}

    /** Every package is a slice of its own, those below another one too. */
    public static ArchRule noCircle() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass each) {
                        return SliceIdentifier.of(each.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .as(
                        "no circle among packages: where two need each other, one of them asks through what the other gives it");
    }
}
