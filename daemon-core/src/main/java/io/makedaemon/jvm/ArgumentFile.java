package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * The java launcher's argument files ({@code @file} on its command line). Their content
 * is split the way the launcher splits it.
 */
public final class ArgumentFile {

	private final String content;

	private final List<String> arguments = new ArrayList<>();

	/** The part of the argument that can no longer be lost: the one before a quote. */
	private final StringBuilder kept = new StringBuilder();

	private final StringBuilder tail = new StringBuilder();

	private int position;

	private ArgumentFile(String content) {
		this.content = content;
	}

	/**
	 * Split the content of an argument file.
	 * @param content the content, as a byte string
	 * @return the arguments
	 */
	public static List<String> split(String content) {
		ArgumentFile file = new ArgumentFile(content);
		while (file.skipSpace()) {
			file.argument();
		}
		return file.arguments;
	}

	/**
	 * Return the content of an argument file.
	 * @param arguments the arguments
	 * @return the content, as a byte string
	 */
	public static String join(List<String> arguments) {
		StringBuilder content = new StringBuilder();
		for (String argument : arguments) {
			content.append('"');
			for (int i = 0; i < argument.length(); i++) {
				char c = argument.charAt(i);
				switch (c) {
					case '\n' -> content.append("\\n");
					case '\r' -> content.append("\\r");
					case '"', '\\' -> content.append('\\').append(c);
					default -> content.append(c);
				}
			}
			content.append("\"\n");
		}
		return content.toString();
	}

	private boolean skipSpace() {
		while (this.position < this.content.length() && isSpace(this.content.charAt(this.position))) {
			this.position++;
		}
		return this.position < this.content.length();
	}

	private void argument() {
		char quote = 0;
		while (this.position < this.content.length()) {
			char c = this.content.charAt(this.position++);
			if (isLineEnd(c) || (quote == 0 && isSpace(c))) {
				break;
			}
			if (quote == 0 && c == '#') {
				comment();
				return;
			}
			if (c == quote || (quote == 0 && (c == '"' || c == '\''))) {
				keep();
				quote = (quote == 0) ? c : 0;
			}
			else if (quote != 0 && c == '\\') {
				keep();
				if (!escape()) {
					return;
				}
			}
			else {
				this.tail.append(c);
			}
		}
		keep();
		this.arguments.add(this.kept.toString());
		this.kept.setLength(0);
	}

	private void keep() {
		this.kept.append(this.tail);
		this.tail.setLength(0);
	}

	/**
	 * Skip a comment. In the middle of a word, the launcher loses the text between the
	 * last quote and the comment, and prepends the rest to the next word.
	 */
	private void comment() {
		this.tail.setLength(0);
		while (this.position < this.content.length() && !isLineEnd(this.content.charAt(this.position))) {
			this.position++;
		}
	}

	/**
	 * Return whether the argument continues. An argument that ends here without a quote
	 * is lost.
	 */
	private boolean escape() {
		if (this.position == this.content.length()) {
			return false;
		}
		char c = this.content.charAt(this.position++);
		switch (c) {
			case 'n' -> this.kept.append('\n');
			case 'r' -> this.kept.append('\r');
			case 't' -> this.kept.append('\t');
			case 'f' -> this.kept.append('\f');
			case '\n', '\r' -> {
				return skipSpace();
			}
			default -> this.kept.append(c);
		}
		return true;
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t' || c == '\f' || isLineEnd(c);
	}

	private static boolean isLineEnd(char c) {
		return c == '\n' || c == '\r';
	}

}
