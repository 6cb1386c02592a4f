package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.makedaemon.jvm.ArgumentFile;
import io.makedaemon.posix.Account;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Credentials;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.Environment;
import io.makedaemon.proc.ProcSelf;

/**
 * The small program that a {@link UserProgram} starts as. It reads what to run while it
 * is still root, leaves root's terminal, becomes the user, and then becomes the program.
 */
final class BecomeUser {

	/** User, group, java launcher, and the number of variables. */
	private static final int HEAD = 4;

	private BecomeUser() {
	}

	/**
	 * Become the program, or end with exit code 1 if that is impossible.
	 * @param args the directory of the native library, and the plan's file
	 */
	public static void main(String[] args) {
		try {
			NativeLibrary.load(Path.of(args[0]));
			throw become(ArgumentFile.split(ByteStrings.of(Files.readAllBytes(Path.of(args[1])))));
		}
		catch (ErrnoException ex) {
			System.err.println("cannot run the program as its user: cannot " + ByteStrings.decode(ex.attemptOnObject())
					+ ": " + ex.errnoText());
		}
		catch (IOException ex) {
			System.err.println("cannot run the program as its user: " + ex.getMessage());
		}
		catch (LinkageError ex) {
			System.err.println(NativeLibrary.failure(ex));
		}
		System.exit(1);
	}

	/**
	 * Become the user and the program. The arguments are passed in a file in memory that
	 * belongs to the user by then: they may be secret, or longer than exec permits. A
	 * process that has root's terminal could type on it, see TIOCSTI in ioctl_tty(2). A
	 * new session has no terminal, and cannot get that of another session.
	 */
	private static ErrnoException become(List<String> plan) throws ErrnoException, IOException {
		String user = plan.get(0);
		String group = plan.get(1);
		int variables = HEAD + Integer.parseInt(plan.get(HEAD - 1));
		Posix.setsid();
		Account account = Account.of(user);
		Credentials.become(account, account.groupOr(group), List.of());
		int arguments = MemoryFile.create("arguments");
		Posix.write(arguments, ArgumentFile.join(plan.subList(variables, plan.size())), "the command line to memory");
		ProcSelf.closeOnExecAllBut(List.of(arguments));
		return Posix.execve(List.of(plan.get(2), "@" + ProcSelf.descriptorPath(arguments)),
				new Environment(plan.subList(HEAD, variables)).with("HOME", account.home())
					.with("USER", account.name())
					.with("LOGNAME", account.name())
					.variables());
	}

}
