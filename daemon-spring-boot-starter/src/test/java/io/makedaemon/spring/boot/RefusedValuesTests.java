package io.makedaemon.spring.boot;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;

import io.makedaemon.spring.boot.DaemonProperties.FileProperties;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.testsupport.FullTier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property with every odd value, wherever it is set: what cannot be used is refused
 * in one sentence that names the property and where its value comes from, and nothing is
 * made.
 */
class RefusedValuesTests {

	private static final String LONG = "x".repeat(10_000);

	private static final List<String> VALUES = List.of("", " ", " ,", ",", ",,", "x", "0", "-1", "1", "9",
			"9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e9", "NaN", "0x1f", "1000000d",
			"1000000000000000000d", "-1s", "PT1S", "P999999999D", "PT-1S", "1 s", "99999999999999TB", "-1KB", "1QB",
			"hup", "kill", "usr1,hup", "usr1;usr2", "true", "TRUE ", "maybe", "null", "~", "[]", "{}", "a=b", "\"", "'",
			"\0", "a\0b", "\n", "a\nb", "\r", "\u001b[31m", "\u0007", "\u009b2J", "\u202egnp.exe", "\u2066x", "\ud800",
			"\uffff", "\u0661", "\u00e4", "${", "${x", "${x}", "${daemon.user}", "${daemon.umask}", "#{1}", "/",
			"/dev/null", "/proc/self/mem", "..", "../..", "~root", "//", "file:/x", "-", "--", "-x", "Xmx1m", "-Xmx1m,",
			"%s", "%n", "unlimited", "Unlimited", "027", "u=rwx", "0778", "-027", "1777", "root,root",
			"net-bind-service,", "cap-chown", "READ", "delete-on-close", "read,read", "append,truncate-existing", "off",
			"fatal", "start stop", "restart!", "java.lang.String", LONG, "a," + "b,".repeat(100));

	private static final SpringApplication APPLICATION = new SpringApplication(RefusedValuesTests.class);

	private static final TreeSet<String> PROPERTIES = new TreeSet<>();

	static {
		addProperties("daemon.", DaemonProperties.class);
	}

	/** Words of Java's in which no user thinks. */
	private static final String INTERNAL = "(?s).*(Exception|Error\\b|java\\.|springframework|makedaemon\\.|\\bnull\\b).*";

	/**
	 * Where a value is set.
	 */
	enum Source {

		COMMAND_LINE("from property source \"commandLineArgs\"") {

			@Override
			TestEnvironment set(TestEnvironment environment, String property, String value) {
				return environment.arguments("--" + property + "=" + value);
			}

		},

		VARIABLE("from property source \"systemEnvironment\"") {

			@Override
			TestEnvironment set(TestEnvironment environment, String property, String value) {
				String name = property.replace("-", "").replace("[", ".").replace("]", ".").replace("..", ".");
				return environment.variable(name.replace('.', '_').toUpperCase(Locale.ROOT), value);
			}

		},

		RELAXED_SYSTEM_PROPERTY("from property source \"systemProperties\"") {

			@Override
			TestEnvironment set(TestEnvironment environment, String property, String value) {
				return environment.systemProperty(
						property.replace("-", "").toUpperCase(Locale.ROOT).replace("DAEMON.", "daemon."), value);
			}

		};

		private final String origin;

		Source(String origin) {
			this.origin = origin;
		}

		abstract TestEnvironment set(TestEnvironment environment, String property, String value);

	}

	/**
	 * The keys of records, of what is in them, and of elements of lists.
	 */
	private static void addProperties(String prefix, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			PROPERTIES.add(name);
			if (component.getType().isRecord()) {
				addProperties(name + ".", component.getType());
			}
			if (component.getType() == List.class) {
				PROPERTIES.add(name + "[0]");
				Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
				if (element == FileProperties.class) {
					addProperties(name + "[0].", FileProperties.class);
				}
			}
		}
	}

	@Test
	void areOfAllProperties() {
		assertThat(PROPERTIES)
			.contains("daemon.umask", "daemon.files[0].open", "daemon.limits.core.hard", "daemon.capture.stdout.level",
					"daemon.signals[0]")
			.hasSizeGreaterThan(35);
	}

	@Test
	void areRefusedInOneSentenceWithPropertyAndOrigin() throws IOException {
		areRefusedInOneSentenceWithPropertyAndOrigin(5);
	}

	/**
	 * Each value of a property is set in one of the sources, in turns.
	 */
	@FullTier
	@ParameterizedTest(name = "each {0}th value")
	@ValueSource(ints = 1)
	void areRefusedInOneSentenceWithPropertyAndOrigin(int step) throws IOException {
		Set<String> before = files();
		List<Refusal> refusals = new ArrayList<>();
		int number = 0;
		for (String property : PROPERTIES) {
			for (String value : VALUES) {
				Source source = Source.values()[number % Source.values().length];
				String text = (number++ % step == 0) ? refusal(source, property, value) : null;
				if (text != null) {
					refusals.add(new Refusal(source, property, value, text));
				}
			}
		}
		assertThat(refusals).hasSizeGreaterThan(1500 / step);
		assertThat(refusals).filteredOn((refusal) -> !isSentence(refusal)).isEmpty();
		assertThat(files()).isEqualTo(before);
	}

	private static boolean isSentence(Refusal refusal) {
		String text = refusal.text();
		// What is wrong in an element, or in what is below, is told by that name
		String key = refusal.property().replaceAll("\\[0].*", "");
		return text.length() < 800 && text.contains("configuration property '" + key)
				&& text.contains("(originating from '") && text.contains(refusal.source().origin)
				&& !text.replace(refusal.value(), "").matches(INTERNAL)
				&& text.chars().noneMatch((c) -> Character.isISOControl(c) || c == 0x202e || c == 0x2066);
	}

	/**
	 * What the user is told.
	 */
	private record Refusal(Source source, String property, String value, String text) {
	}

	/**
	 * Goes the parent's way up to where the daemon is made.
	 * @return what the user is told; null if the value can be used
	 */
	private static @Nullable String refusal(Source source, String property, String value) {
		TestEnvironment environment = source.set(new TestEnvironment(), property, value);
		try {
			DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
			String name = ProgramName.of(properties.programName(), environment, APPLICATION);
			new ParentStart(environment, properties, name,
					new LogFileLocation(environment, Path.of("/logs"), "example"),
					() -> DeclaredSocket.of(properties, environment, true))
				.attr()
				.build();
			return null;
		}
		catch (RuntimeException ex) {
			return FailureText.of(ex, environment);
		}
	}

	/**
	 * The names in the directory that relative paths mean, and in those where the pid
	 * file and the cache of this program would be.
	 */
	private static Set<String> files() throws IOException {
		Set<String> names = new TreeSet<>();
		String name = RefusedValuesTests.class.getSimpleName();
		for (String directory : List.of("", "/run", "/var/cache", System.getProperty("java.io.tmpdir"))) {
			try (Stream<Path> files = Files.list(Path.of(directory).toAbsolutePath())) {
				files.map(Path::toString)
					.filter((file) -> directory.isEmpty() || file.contains(name))
					.forEach(names::add);
			}
		}
		return names;
	}

}
