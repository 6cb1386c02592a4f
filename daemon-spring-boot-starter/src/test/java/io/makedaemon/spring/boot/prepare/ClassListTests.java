package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * {@link ClassList}: what another user has written is a list of names, and nothing else.
 */
class ClassListTests {

	@TempDir
	Path directory;

	@Test
	void hasNamesOfClassesAndWhatTheJvmMakesForLambdas() throws IOException {
		assertThat(read("""
				# NOTE: Do not modify this file.
				java/lang/Object id: 0
				com/example/Caf\u00e9$Inner
				@lambda-proxy com/example/Main run ()Ljava/lang/Runnable; ()V REF_invokeStatic
				@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.DirectMethodHandle$Holder invokeStatic LL_V
				""")).isEqualTo("""
				java/lang/Object
				com/example/Caf\u00e9$Inner
				@lambda-proxy com/example/Main run ()Ljava/lang/Runnable; ()V REF_invokeStatic
				@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.DirectMethodHandle$Holder invokeStatic LL_V
				""");
	}

	@Test
	void hasNoClassOfAPathThatTheListNames() throws IOException {
		assertThat(read("Evil id: 7 super: 0 source: /home/nobody/evil.jar\nEvil source: /home/nobody/evil.jar\n"
				+ "@cp Main 1\n@other Main\nMain \u0001\n\u0000Main\nMain\n" + "x".repeat(4000) + "\n"))
			.isEqualTo("Main\n");
	}

	@Test
	void isNoneWhenItIsEmptyOrTooLarge() {
		assertThatIOException().isThrownBy(() -> read("# nothing\n")).withMessageContaining("no list of classes");
		assertThatIOException().isThrownBy(() -> read("Main\n".repeat(4 << 20)))
			.withMessageContaining("no list of classes");
	}

	private String read(String content) throws IOException {
		Path file = Files.writeString(this.directory.resolve("recorded"), content, StandardCharsets.ISO_8859_1);
		Path copy = this.directory.resolve("classes");
		ClassList.read(file).write(copy);
		return Files.readString(copy, StandardCharsets.ISO_8859_1);
	}

}
