/** A bank that runs on Florin. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Whether people may register by themselves. */
  readonly open: boolean;
}

/** Whether a stranger may become a customer here; a bank that does not exist is no different from a closed one. */
export function takesCustomers(tenant: Tenant | undefined): tenant is Tenant {
  return tenant?.status === 'active' && tenant.open;
}
