/**
 * The names of the OAuth server's cookies. Under https they are bound to the host; under http (a laptop) they carry the
 * port, because cookies do not know ports and two banks may run.
 */
export function cookieNames(publicUrl: string): { session: string; interaction: string; resume: string } {
  const url = new URL(publicUrl);
  if (url.protocol === 'https:') {
    return { session: '__Host-oauth', interaction: '__Secure-oauth-step', resume: '__Secure-oauth-resume' };
  }
  const port = url.port === '' ? '80' : url.port;
  return { session: `oauth_${port}`, interaction: `oauth_step_${port}`, resume: `oauth_resume_${port}` };
}
