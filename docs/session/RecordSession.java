import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Records the terminal session that the README shows, from a real run of the sample
 * application under the name orders, with the time that everything took. Run it in the
 * root of the repository, where script(1) of util-linux is installed:
 *
 * <pre>
 * ./mvnw -DskipTests package
 * java docs/session/RecordSession.java
 * </pre>
 */
public final class RecordSession {

	private static final Path JAR = Path.of("sample-app/target/sample-app.jar");

	private static final Path PICTURE = Path.of("docs/session/session.svg");

	private static final List<String> COMMANDS = List.of("java -jar orders.jar",
			"ps -C orders -o pid,ppid,sid,tty,comm", "java -jar orders.jar; echo \"exit code $?\"",
			"java -jar orders.jar --daemon.command=status", "java -jar orders.jar --daemon.command=stop");

	private static final String CONFIGURATION = """
			spring.application.name: orders
			server.port: 0
			daemon.pid-file: orders.pid
			daemon.files: []
			""";

	private static final int COLUMNS = 100;

	private static final double TYPING = 0.05;

	private static final double PAUSE = 1.2;

	private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), "orders");

	/** What each line shows, and when. */
	private final List<List<Version>> lines = new ArrayList<>();

	private double now = 0.5;

	public static void main(String[] args) throws Exception {
		new RecordSession().record();
	}

	private void record() throws Exception {
		Files.createDirectory(this.directory);
		try {
			Files.copy(JAR, this.directory.resolve("orders.jar"));
			Files.writeString(this.directory.resolve("application.yml"), CONFIGURATION);
			for (String command : COMMANDS) {
				type(command);
				run(command);
			}
		}
		finally {
			remove();
		}
		this.lines.add(new ArrayList<>(List.of(new Version(this.now, "$ ", 0))));
		Files.writeString(PICTURE, picture());
		System.out.println("Recorded " + PICTURE);
	}

	private void type(String command) {
		this.lines.add(new ArrayList<>(List.of(new Version(this.now, "$ " + command, command.length()))));
		this.now += PAUSE / 2 + command.length() * TYPING;
	}

	/**
	 * Run a command on a terminal, and note what that shows.
	 */
	private void run(String command) throws Exception {
		ProcessBuilder builder = new ProcessBuilder("script", "-q", "-e", "-c", "stty cols " + COLUMNS + "; " + command,
				"/dev/null").directory(this.directory.toFile()).redirectErrorStream(true);
		builder.environment().put("LC_ALL", "C.UTF-8");
		Process process = builder.start();
		process.getOutputStream().close();
		double start = this.now - System.nanoTime() / 1e9;
		Screen screen = new Screen();
		byte[] buffer = new byte[8192];
		InputStream output = process.getInputStream();
		for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
			screen.print(new String(buffer, 0, length, StandardCharsets.UTF_8), start + System.nanoTime() / 1e9);
		}
		int exitCode = process.waitFor();
		screen.end();
		if (exitCode != 0) {
			throw new IllegalStateException(command + " has ended with exit code " + exitCode + ": " + this.lines);
		}
		this.now = start + System.nanoTime() / 1e9 + PAUSE;
	}

	private void remove() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> {
				try {
					Files.delete(file);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

	private String picture() {
		int height = this.lines.size() * 20 + 30;
		StringBuilder svg = new StringBuilder("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" xml:space="preserve">
				<title>A session with MakeDaemon, made by RecordSession.java from a real run</title>
				<style>
				text{font:14px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d4d4d4;white-space:pre}
				.w{animation:w linear}
				.t{opacity:0;animation:t linear}
				.c{fill:#fff;font-weight:bold}
				@keyframes w{from,to{opacity:0}}
				@keyframes t{from,to{opacity:1}}
				@keyframes c{from{clip-path:inset(0 100%% 0 0)}to{clip-path:inset(0)}}
				@media(prefers-reduced-motion:reduce){.w,.t,.c{animation:none!important}}
				</style>
				<rect width="100%%" height="100%%" rx="8" fill="#1e1e1e"/>
				""".formatted(COLUMNS * 17 / 2 + 30, height));
		for (int i = 0; i < this.lines.size(); i++) {
			List<Version> versions = this.lines.get(i);
			for (int j = 0; j < versions.size(); j++) {
				Version version = versions.get(j);
				double end = (j + 1 < versions.size()) ? versions.get(j + 1).time() : 0;
				if (!version.text().isBlank()) {
					svg.append(element(version, end, i * 20 + 30));
				}
			}
		}
		return svg.append("</svg>\n").toString();
	}

	private static String element(Version version, double end, int y) {
		String text = version.text().replace("&", "&amp;").replace("<", "&lt;");
		if (version.typed() > 0) {
			return format("<text class=\"w\" x=\"15\" y=\"%d\" style=\"animation-duration:%.2fs\">$</text>\n", y,
					version.time())
					+ format(
							"<text class=\"c\" x=\"32\" y=\"%d\" style=\"animation:c %.2fs steps(%d) %.2fs backwards\">%s</text>\n",
							y, version.typed() * TYPING, version.typed(), version.time() + PAUSE / 4, text.substring(2));
		}
		return (end > 0)
				? format("<text class=\"t\" x=\"15\" y=\"%d\" style=\"animation-duration:%.2fs;animation-delay:%.2fs\">%s</text>\n",
						y, end - version.time(), version.time(), text)
				: format("<text class=\"w\" x=\"15\" y=\"%d\" style=\"animation-duration:%.2fs\">%s</text>\n", y,
						version.time(), text);
	}

	private static String format(String format, Object... args) {
		return String.format(Locale.ROOT, format, args);
	}

	/**
	 * What a line shows from a time on.
	 */
	private record Version(double time, String text, int typed) {
	}

	/**
	 * As much of a terminal as the commands make use of: carriage return, backspace and
	 * line break. Colors and the like are left out.
	 */
	private final class Screen {

		private StringBuilder line = new StringBuilder();

		private List<Version> versions = new ArrayList<>();

		private int column;

		private boolean escaped;

		void print(String text, double time) {
			for (char character : text.toCharArray()) {
				if (this.escaped) {
					this.escaped = !Character.isLetter(character);
					continue;
				}
				switch (character) {
					case '\u001b' -> this.escaped = true;
					case '\r' -> this.column = 0;
					case '\b' -> this.column = Math.max(0, this.column - 1);
					case '\n' -> feed(time);
					default -> put(character, time);
				}
			}
			note(time);
		}

		private void put(char character, double time) {
			if (this.column == COLUMNS) {
				feed(time);
			}
			this.line.setLength(Math.max(this.line.length(), this.column + 1));
			this.line.setCharAt(this.column++, character);
		}

		private void feed(double time) {
			note(time);
			RecordSession.this.lines.add(this.versions);
			this.line = new StringBuilder();
			this.versions = new ArrayList<>();
			this.column = 0;
		}

		private void note(double time) {
			String text = this.line.toString().stripTrailing();
			if (this.versions.isEmpty() ? !text.isEmpty()
					: !this.versions.get(this.versions.size() - 1).text().equals(text)) {
				this.versions.add(new Version(time, text, 0));
			}
		}

		void end() {
			if (this.versions.stream().anyMatch((version) -> !version.text().isEmpty())) {
				RecordSession.this.lines.add(this.versions);
			}
		}

	}

}
