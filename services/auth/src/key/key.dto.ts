import { ApiProperty } from '@nestjs/swagger';
import type { PublicJwk } from './key.js';

export class JwkView implements PublicJwk {
  @ApiProperty({ type: String, example: 'EC' })
  kty: string;

  @ApiProperty({ type: String, example: 'P-256' })
  crv: string;

  @ApiProperty({ type: String, example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' })
  x: string;

  @ApiProperty({ type: String, example: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' })
  y: string;

  @ApiProperty({
    type: String,
    description: 'The thumbprint of the key (RFC 7638).',
    example: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
  })
  kid: string;

  @ApiProperty({ type: String, enum: ['ES256'] })
  alg: 'ES256';

  @ApiProperty({ type: String, enum: ['sig'] })
  use: 'sig';
}

export class JwksView {
  @ApiProperty({ type: [JwkView] })
  keys: JwkView[];
}
