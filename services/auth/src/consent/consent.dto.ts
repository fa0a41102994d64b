import { ApiProperty } from '@nestjs/swagger';
import { scopesAllowed, type Consent } from './consent.js';

export class ConsentView {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, description: 'The id of the client, or the address that describes it.' })
  client_id: string;

  @ApiProperty({ type: String, nullable: true })
  client_name: string | null;

  @ApiProperty({ type: [String], example: ['accounts:read'] })
  scopes: string[];

  @ApiProperty({ type: [String], example: ['http://localhost:8080/api'] })
  resources: string[];

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export function consentView({ consent, clientName }: { consent: Consent; clientName: string | null }): ConsentView {
  return {
    id: consent.id,
    client_id: consent.clientId,
    client_name: clientName,
    scopes: scopesAllowed(consent.payload),
    resources: Object.keys(consent.payload.resources ?? {}),
    created_at: consent.createdAt.toISOString(),
  };
}
