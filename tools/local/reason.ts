/** The line of a program's output that most likely says why it ended. */
export function reasonOf(output: string): string {
  const lines = output.split('\n').map(spoken).filter((line) => line.trim() !== '' && !isNoise.test(line));
  // The first complaint is the cause; what comes after it follows from it.
  const telling = lines.find((line) => complaint.test(line));
  return (telling ?? lines.at(-1) ?? 'it said nothing').trim().slice(0, 500);
}

const isNoise = /^\s+at |^Node\.js v|^\s*\^|^\s*throw |^node:internal/;
const complaint = /\b(error|fatal|panic|emerg|cannot|can't|could not|refused?|invalid|must be|not set)\b|failed/i;

/** The message of a line of JSON, or the line. */
function spoken(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const entry = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [entry.msg, entry.err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}
