package io.makedaemon.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import com.sun.management.ThreadMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The program that {@link CaptureBenchmark} measures: makes lines, and waits until the
 * last of them is in a file. Twice, since the first time is for the compiler.
 *
 * <p>
 * System properties: {@code way} (print, log, pipe), {@code lines}, {@code threads},
 * {@code file} (where the lines come out), {@code result} (where to tell the figures).
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class PrintingApplication {

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);

	private static final int TAIL = 4096;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final int lines = Integer.getInteger("lines");

	private final int threads = Integer.getInteger("threads");

	private final Path file = Path.of(System.getProperty("file"));

	/**
	 * Runs the program.
	 * @param args arguments of the application
	 * @throws Exception if it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		String way = System.getProperty("way");
		if (!way.equals("pipe")) {
			SpringApplication.run(PrintingApplication.class, args);
		}
		Logger logger = LoggerFactory.getLogger("daemon.stdout");
		PrintingApplication application = new PrintingApplication();
		Consumer<String> output = way.equals("log") ? logger::info : System.out::println;
		application.measure("warm-up", output);
		String result = application.measure("measured", output);
		Path unfinished = Path.of(System.getProperty("result") + ".unfinished");
		Files.writeString(unfinished, result);
		Files.move(unfinished, Path.of(System.getProperty("result")));
		System.exit(0);
	}

	private String measure(String name, Consumer<String> output) throws IOException, InterruptedException {
		LongAdder allocatedByPrinters = new LongAdder();
		List<Thread> printers = new ArrayList<>();
		for (int i = 0; i < this.threads; i++) {
			String prefix = "a line such as programs print, by thread " + i + " of the " + name + " ones, number ";
			printers.add(new Thread(() -> {
				for (int line = 0; line < this.lines / this.threads; line++) {
					output.accept(prefix + line);
				}
				allocatedByPrinters.add(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()));
			}));
		}
		long allocated = allocatedBytes();
		long start = System.nanoTime();
		printers.forEach(Thread::start);
		for (Thread printer : printers) {
			printer.join();
		}
		String last = "the last line of the " + name + " ones";
		output.accept(last);
		awaitInFile(last);
		long nanos = System.nanoTime() - start;
		return nanos + " " + (allocatedBytes() - allocated + allocatedByPrinters.sum());
	}

	private void awaitInFile(String text) throws IOException {
		byte[] tail = new byte[TAIL];
		while (true) {
			try (RandomAccessFile in = new RandomAccessFile(this.file.toFile(), "r")) {
				in.seek(Math.max(0, in.length() - TAIL));
				int count = Math.max(0, in.read(tail));
				if (new String(tail, 0, count, StandardCharsets.UTF_8).contains(text)) {
					return;
				}
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * What all threads have allocated that are alive.
	 */
	private static long allocatedBytes() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

}
