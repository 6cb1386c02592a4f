package io.makedaemon.proc;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserNamespace}.
 */
class UserNamespaceTests {

	@ParameterizedTest
	@CsvSource({ "0, 4711", "1, 100000", "65536, 165535", "65537, 65537", "-2, -2" })
	void findsUserInTheMap(int uid, int outerUid) {
		assertThat(UserNamespace.outerId(uid, List.of("         0       4711          1", "1 100000 65536")))
			.isEqualTo(outerUid);
	}

}
