package io.makedaemon.programs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;

import io.makedaemon.Daemon;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * A program that makes a new terminal and opens it, as Java opens any file. It becomes a
 * daemon before that, unless the system property {@code foreground} is set.
 */
public final class TerminalProgram {

	private TerminalProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		if (!Boolean.getBoolean("foreground")) {
			Daemon.makeDaemon(Attrs.fromProperties().build()).ready();
		}
		int master = Posix.open("/dev/ptmx", OpenFlags.RDWR | OpenFlags.NOCTTY, 0);
		unlock(master);
		String terminal = terminal(master);
		try (RandomAccessFile file = new RandomAccessFile(terminal, "rw")) {
			Facts facts = new Facts();
			facts.put("terminal", terminal);
			facts.put("open", file.getFD().valid());
			facts.write();
			Go.forever();
		}
	}

	/**
	 * Calls unlockpt(3).
	 */
	private static void unlock(int master) {
		CallContext context = CallContext.getCallContext(Type.SINT, new Type[] { Type.SINT64 },
				CallingConvention.DEFAULT, true);
		Invoker.getInstance().invokeN1(context, Library.getDefault().getSymbolAddress("unlockpt"), master);
	}

	private static String terminal(int master) throws IOException {
		String key = "tty-index:";
		return Files.readAllLines(Path.of("/proc/self/fdinfo/" + master))
			.stream()
			.filter((line) -> line.startsWith(key))
			.map((line) -> "/dev/pts/" + line.substring(key.length()).trim())
			.findFirst()
			.orElseThrow();
	}

}
