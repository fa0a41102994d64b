import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@florin/platform/auth';
import { JwksView } from './key.dto.js';
import { KeyService } from './key.service.js';
import { CACHE_AGE_S } from './rotation.js';

@ApiTags('Tokens')
@Controller()
export class KeyController {
  constructor(private readonly keys: KeyService) {}

  @Get('oauth/jwks')
  @Allow('public')
  @Header('cache-control', `public, max-age=${CACHE_AGE_S}`)
  @ApiOperation({ summary: 'The public keys that verify access tokens (RFC 7517)' })
  @ApiOkResponse({ type: JwksView })
  list(): JwksView {
    return { keys: this.keys.published() };
  }
}
