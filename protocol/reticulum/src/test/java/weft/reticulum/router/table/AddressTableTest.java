package weft.reticulum.router.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;

class AddressTableTest {

    private static final class Named extends AddressTable.Entry {
        private Named(Address address) {
            super(address.high(), address.low());
        }
    }

    /** Against a map in order of access, with few keys so that they meet often. */
    @Property(tries = 300)
    void behavesLikeABoundedMapInOrderOfUse(@ForAll long seed) {
        Random random = new Random(seed);
        int bound = 1 + random.nextInt(40);
        AddressTable<Named> table = new AddressTable<>(bound, seed);
        Map<Address, Named> model = new LinkedHashMap<>(16, 0.75f, true);
        for (int step = 0; step < 400; step++) {
            Address key = new Address(random.nextInt(3), random.nextInt(25));
            Named known = model.get(key);
            assertThat(table.get(key)).isSameAs(known);
            if (known == null) {
                Named added = new Named(key);
                Named evicted = table.put(added);
                if (model.size() == bound) {
                    Address eldest = model.keySet().iterator().next();
                    assertThat(evicted).isSameAs(model.remove(eldest));
                } else {
                    assertThat(evicted).isNull();
                }
                model.put(key, added);
            } else if (random.nextInt(3) == 0) {
                table.remove(known);
                model.remove(key);
            } else {
                table.touch(known);
            }
            assertThat(table.size()).isEqualTo(model.size()).isLessThanOrEqualTo(bound);
            assertThat(inOrder(table)).containsExactlyElementsOf(model.values());
        }
    }

    @Test
    void refusesASecondEntryOfOneAddress() {
        AddressTable<Named> table = new AddressTable<>(4, 1);
        table.put(new Named(new Address(1, 2)));
        assertThatThrownBy(() -> table.put(new Named(new Address(1, 2)))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.remove(new Named(new Address(3, 4))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Named> inOrder(AddressTable<Named> table) {
        List<Named> entries = new ArrayList<>();
        for (Named entry = table.eldest(); entry != null; entry = table.after(entry)) {
            entries.add(entry);
        }
        return entries;
    }
}
