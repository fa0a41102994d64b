/** What somebody says to be let in. */
export interface Credentials {
  readonly tenantId: string;
  /** An e-mail address or a username. */
  readonly login: string;
  readonly password: string;
}
