/** Where a request comes from, as far as it says. */
export interface Device {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const USER_AGENT_MOST = 255;

export function deviceOf(request: {
  readonly ip?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): Device {
  const agent = request.headers['user-agent'];
  return {
    ip: request.ip ?? null,
    userAgent: typeof agent === 'string' && agent !== '' ? agent.slice(0, USER_AGENT_MOST) : null,
  };
}
