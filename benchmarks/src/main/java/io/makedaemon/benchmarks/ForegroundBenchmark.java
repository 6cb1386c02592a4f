package io.makedaemon.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Measures what the starter costs an application that stays in the foreground: the start
 * of the executable jar with {@code daemon.enabled=false}, against the same jar in which
 * Spring Boot does not find the starter, but for one bean that the sample uses.
 *
 * <p>
 * Arguments: the executable jar of the sample application, the number of pairs (9), and
 * the {@code java} to run (the one that runs this).
 */
public final class ForegroundBenchmark {

	private static final int DEFAULT_PAIRS = 9;

	private static final String STARTER = "BOOT-INF/lib/daemon-spring-boot-starter";

	/** By these Boot finds it. */
	private static final String FACTORIES = "META-INF/spring.factories";

	private static final String IMPORTS = "META-INF/spring/"
			+ "org.springframework.boot.autoconfigure.AutoConfiguration.imports";

	/** The sample application needs a bean of it. */
	private static final byte[] FEWEST_IMPORTS = "io.makedaemon.spring.boot.autoconfigure.DaemonAutoConfiguration\n"
		.getBytes(StandardCharsets.UTF_8);

	private ForegroundBenchmark() {
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: ForegroundBenchmark sample-app.jar [pairs] [java]");
			System.exit(2);
		}
		int pairs = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_PAIRS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		Path jar = Path.of(args[0]).toAbsolutePath();
		Path without = Files.createTempFile("without-starter-", ".jar");
		try {
			strip(jar, without);
			measure(new Application(java, jar), new Application(java, without), pairs);
		}
		finally {
			Files.delete(without);
		}
	}

	private static void measure(Application with, Application without, int pairs)
			throws IOException, InterruptedException {
		// The first start of all reads the files from the disk
		with.startInForeground();
		without.startInForeground();
		List<Double> ratios = new ArrayList<>();
		for (int pair = 0; pair < pairs; pair++) {
			boolean withFirst = pair % 2 == 0;
			Duration first = (withFirst ? with : without).startInForeground();
			Duration second = (withFirst ? without : with).startInForeground();
			double ratio = (double) first.toMillis() / second.toMillis();
			ratios.add(withFirst ? ratio : 1 / ratio);
			System.out.printf(Locale.ROOT, "with the starter %5d ms, without %5d ms%n",
					(withFirst ? first : second).toMillis(), (withFirst ? second : first).toMillis());
		}
		System.out.printf(Locale.ROOT, "ratio (median) %.3f (%d pairs, %s)%n",
				ratios.stream().sorted().toList().get(pairs / 2), pairs, with.java());
	}

	private static void strip(Path jar, Path target) throws IOException {
		try (InputStream in = Files.newInputStream(jar); OutputStream out = Files.newOutputStream(target)) {
			copy(in, out);
		}
	}

	private static void copy(InputStream source, OutputStream target) throws IOException {
		try (ZipInputStream in = new ZipInputStream(source); ZipOutputStream out = new ZipOutputStream(target)) {
			for (ZipEntry entry; (entry = in.getNextEntry()) != null;) {
				byte[] content = in.readAllBytes();
				switch (entry.getName()) {
					case FACTORIES -> {
						// Left out
					}
					case IMPORTS -> write(out, entry, FEWEST_IMPORTS);
					default -> write(out, entry, entry.getName().startsWith(STARTER) ? stripped(content) : content);
				}
			}
		}
	}

	private static byte[] stripped(byte[] jar) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		copy(new ByteArrayInputStream(jar), bytes);
		return bytes.toByteArray();
	}

	/**
	 * A jar in a jar is not compressed.
	 */
	private static void write(ZipOutputStream out, ZipEntry original, byte[] content) throws IOException {
		ZipEntry entry = new ZipEntry(original.getName());
		entry.setTime(original.getTime());
		if (original.getMethod() == ZipEntry.STORED) {
			CRC32 crc = new CRC32();
			crc.update(content);
			entry.setMethod(ZipEntry.STORED);
			entry.setSize(content.length);
			entry.setCrc(crc.getValue());
		}
		out.putNextEntry(entry);
		out.write(content);
		out.closeEntry();
	}

}
