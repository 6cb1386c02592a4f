package io.makedaemon.spring.boot.unit;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import io.makedaemon.prepare.TypedCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link UnitFormat}: each format has the words of the command line as they were typed.
 * That systemd and OpenRC take them, {@code UnitIT} shows.
 */
class UnitFormatTests {

	/** Each with something that some format does not take for itself. */
	static final List<String> WORDS = List.of("--a=b c", "it's", "\"quoted\"", "back\\slash\\", "50%", "%n", "$HOME",
			"${x}", "`id`", ";", "", "#", "*", "<&>", "sn\u00f6", "-", "~", "@x", "!", "(a)", "\\n", "a=$$",
			"@DIRECTORY@");

	@TempDir
	Path temporary;

	private Path directory;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.directory = Files.createDirectory(this.temporary.resolve("it's 100% @COMMAND@ @ARGUMENTS@"));
	}

	@Test
	void scriptOfShellGivesTheWords() throws IOException, InterruptedException {
		String script = UnitFormat.SYSV.write(printing(null));
		assertThat(shell(script, "start")).isEqualTo(printed("--daemon.command=start"));
		assertThat(shell(script, "force-reload")).isEqualTo(printed("--daemon.command=reload"));
		assertThat(shell(script, "nonsense")).isEmpty();
	}

	@Test
	void scriptOfOpenRcGivesTheWords() throws IOException, InterruptedException {
		String script = UnitFormat.OPENRC.write(printing("nobody"));
		assertThat(shell(script + "\nprogram status\n", ""))
			.isEqualTo(printed("--daemon.user=nobody", "--daemon.command=status"));
	}

	@Test
	void lineOfCrontabGivesTheWords() throws IOException, InterruptedException {
		String line = UnitFormat.CRON.write(printing(null)).lines().skip(1).findFirst().orElseThrow();
		assertThat(line).startsWith("@reboot ").doesNotContainPattern("[^\\\\]%");
		assertThat(shell(line.substring("@reboot ".length()).replace("\\%", "%"), ""))
			.isEqualTo(printed("--daemon.command=start"));
	}

	@Test
	void propertyListHasTheWords() throws Exception {
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
		DocumentBuilder builder = factory.newDocumentBuilder();
		NodeList strings = builder
			.parse(new InputSource(new StringReader(UnitFormat.LAUNCHD.write(printing("orders")))))
			.getElementsByTagName("string");
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < strings.getLength(); i++) {
			texts.add(strings.item(i).getTextContent());
		}
		assertThat(texts).containsSubsequence(Stream.concat(Stream.of("printf", "%s\\n"), WORDS.stream()).toList())
			.endsWith(this.directory.toString(), "orders");
	}

	@Test
	void unitOfSystemdQuotesTheWords() {
		String unit = UnitFormat.SYSTEMD.write(printing("orders"));
		assertThat(unit.lines().filter((line) -> line.startsWith("ExecStart="))).containsExactly(
				"ExecStart=printf \"%%s\\\\n\" \"--a=b c\" \"it's\" \"\\\"quoted\\\"\" \"back\\\\slash\\\\\" \"50%%\" \"%%n\""
						+ " \"$$HOME\" \"$${x}\" \"`id`\" \";\" \"\" \"#\" \"*\" \"<&>\" \"sn\\xc3\\xb6\" - \"~\" @x \"!\""
						+ " \"(a)\" \"\\\\n\" \"a=$$$$\" @DIRECTORY@");
		assertThat(unit).contains("\nType=notify\n", "\nUser=orders\n", "\nCapabilityBoundingSet=\n",
				"\nTimeoutStartSec=120\n", "\nTimeoutStopSec=60\n", "\nUMask=027\n",
				"\nReadWritePaths=/opt \"" + this.directory.toString().replace("%", "%%") + "\"\n",
				"\nLogsDirectory=orders\n", "\nPrivateTmp=no\n", "\nProtectHome=yes\n");
	}

	@ParameterizedTest
	@EnumSource
	void hasNoControlCharacter(UnitFormat format) {
		assertThat(format.write(printing("orders"))).matches("[\\n\\t -~\u00f6]+").doesNotEndWith("\n");
		assertThatIllegalArgumentException().isThrownBy(() -> service("/", "orders", List.of("a\nExecStart=b")))
			.withMessageContaining("a\\u000aExecStart=b");
	}

	@Test
	void unitOfSystemdHasNoLineThatWouldContinue() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> UnitFormat.SYSTEMD.write(service("/opt/orders\\", "orders", List.of())))
			.withMessageEndingWith("WorkingDirectory=/opt/orders\\");
	}

	@ParameterizedTest
	@CsvSource({ "my orders, my-orders", "-n, _-n", ".., _..", "a/b, a-b", "sn\u00f6, sn-" })
	void hasFileThatIsNoOption(String name, String file) {
		Service service = service(name, "/", null, List.of());
		assertThat(UnitFormat.SYSV.write(service)).contains("/etc/init.d/" + file + ", then");
	}

	private Service printing(@Nullable String user) {
		List<String> words = new ArrayList<>(List.of("--daemon.command=unit", "--daemon.unit.format=cron"));
		words.addAll(WORDS);
		return service(this.directory.toString(), user, words);
	}

	private Service service(String directory, @Nullable String user, List<String> arguments) {
		return service("my orders", directory, user, arguments);
	}

	private Service service(String name, String directory, @Nullable String user, List<String> arguments) {
		TypedCommand command = new TypedCommand(List.of("printf", "%s\\n"), arguments, directory);
		return new Service(name, command, user, null, false, false, false, null,
				List.of(Path.of("/opt/orders"), this.directory, Path.of("/var/log/orders")), List.of(), "027", null,
				Duration.ofSeconds(90), Duration.ofSeconds(60), Duration.ofSeconds(10))
			.checked();
	}

	private static String printed(String... more) {
		return Stream.concat(WORDS.stream(), Stream.of(more)).map((word) -> word + "\n").reduce("", String::concat);
	}

	private static String shell(String script, String argument) throws IOException, InterruptedException {
		Process shell = new ProcessBuilder("sh", "-c", script, "sh", argument)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		shell.waitFor();
		return output;
	}

}
