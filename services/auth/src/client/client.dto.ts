import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsString, MaxLength } from 'class-validator';
import { OneOf, Optional, Text, YesNo } from '@florin/platform/http';
import type { Role } from '@florin/contracts';
import { applicationOf, authMethods, grantTypes, type Application, type Client } from './client.js';

const MOST = 20;
const each = { each: true, message: 'must be a list of addresses' };

/** What may be said of a client at any time, by the names of RFC 7591. */
class ClientPlaces {
  @ApiProperty({ type: [String], example: ['https://app.example/callback'] })
  @Optional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(MOST, { message: `has at most ${MOST} items` })
  @IsString(each)
  @MaxLength(2000, each)
  redirect_uris?: string[];

  @ApiProperty({ type: [String], example: [] })
  @Optional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(MOST, { message: `has at most ${MOST} items` })
  @IsString(each)
  @MaxLength(2000, each)
  post_logout_redirect_uris?: string[];

  @ApiProperty({ type: Object, description: 'The public keys of a client that signs (RFC 7517).' })
  @Optional()
  @IsObject({ message: 'must be a key set' })
  jwks?: object;
}

/** What is changed of a client. How it proves itself, and what it may be, is settled when it is made. */
export class ClientChangeBody extends ClientPlaces {
  @Optional()
  @Text(100, { example: 'Budget app' })
  client_name?: string;
}

/** An application. */
export class ClientBody extends ClientPlaces {
  @Text(100, { example: 'Budget app' })
  client_name: string;

  @Optional()
  @OneOf(authMethods, { description: '`none` for a program that can keep no secret.', example: 'none' })
  token_endpoint_auth_method?: (typeof authMethods)[number];

  @ApiProperty({ type: [String], enum: grantTypes })
  @Optional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(grantTypes.length, { message: 'names each grant once' })
  @IsIn(grantTypes, { each: true, message: `must be among ${grantTypes.join(', ')}` })
  grant_types?: (typeof grantTypes)[number][];

  @ApiProperty({ type: [String], enum: ['agent', 'read_only'], description: 'What it may be when it acts for itself.' })
  @Optional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(2, { message: 'names each role once' })
  @IsIn(['agent', 'read_only'], { each: true, message: 'must be among agent, read_only' })
  roles?: Role[];

  @Optional()
  @YesNo({ description: 'The FAPI 2.0 profile: pushed requests, private_key_jwt, tokens bound to a key.' })
  fapi?: boolean;
}

export function toApplication(body: ClientBody): Application {
  return {
    name: body.client_name,
    redirectUris: body.redirect_uris ?? [],
    postLogoutRedirectUris: body.post_logout_redirect_uris ?? [],
    authMethod: body.token_endpoint_auth_method ?? 'none',
    grantTypes: [...new Set(body.grant_types ?? (['authorization_code', 'refresh_token'] as const))],
    jwks: body.jwks,
    roles: [...new Set(body.roles ?? [])],
    fapi: body.fapi ?? false,
  };
}

export function toChange(body: ClientChangeBody): Partial<Application> {
  const said: Partial<Application> = {
    name: body.client_name,
    redirectUris: body.redirect_uris,
    postLogoutRedirectUris: body.post_logout_redirect_uris,
    jwks: body.jwks,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

export class ClientView {
  @ApiProperty({ type: String, format: 'uuid' })
  client_id: string;

  @ApiProperty({ type: String })
  client_name: string;

  @ApiProperty({ type: [String] })
  redirect_uris: string[];

  @ApiProperty({ type: [String] })
  post_logout_redirect_uris: string[];

  @ApiProperty({ type: [String] })
  grant_types: string[];

  @ApiProperty({ type: String, enum: authMethods })
  token_endpoint_auth_method: string;

  @ApiProperty({ type: Object, required: false })
  jwks?: object;

  @ApiProperty({ type: [String] })
  roles: string[];

  @ApiProperty({ type: Boolean })
  fapi: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, required: false, description: 'Shown once, when the client is made.' })
  client_secret?: string;
}

export function clientView(client: Client, secret?: string): ClientView {
  const { redirectUris, postLogoutRedirectUris, grantTypes, authMethod, jwks, roles, fapi } = applicationOf(client);
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: [...redirectUris],
    post_logout_redirect_uris: [...postLogoutRedirectUris],
    grant_types: [...grantTypes],
    token_endpoint_auth_method: authMethod,
    ...(jwks === undefined ? {} : { jwks }),
    roles: [...roles],
    fapi,
    created_at: client.createdAt.toISOString(),
    ...(secret === undefined ? {} : { client_secret: secret }),
  };
}
