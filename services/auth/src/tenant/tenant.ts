export const tenantStatuses = ['active', 'disabled', 'deleted'] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** A bank that runs on Florin. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly status: TenantStatus;
  /** Whether people may register by themselves. */
  readonly open: boolean;
  readonly createdAt: Date;
}

/** Whether a stranger may become a customer here; a bank that does not exist is no different from a closed one. */
export function takesCustomers(tenant: Tenant | undefined): tenant is Tenant {
  return tenant?.status === 'active' && tenant.open;
}
