import { Body, Controller, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { Fails } from '@florin/platform/http';
import { userView, UserView } from '../user/user.dto.js';
import { EmailChangeBody, PasswordChangeBody, ProfileBody, toProfileWish } from './profile.dto.js';
import { ProfileService } from './profile.service.js';

@ApiTags('People')
@Controller()
export class ProfileController {
  constructor(private readonly profiles: ProfileService) {}

  @Patch(['account-holders/me', 'api/protected/profile'])
  @Allow('any')
  @Sensitive()
  @ApiOperation({ summary: 'Change the own name or phone', description: 'What is left out stays.' })
  @ApiBody({ type: ProfileBody, required: false })
  @ApiOkResponse({ type: UserView })
  async change(
    @Body() body: ProfileBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<UserView> {
    return userView(await this.profiles.change(caller, toProfileWish(body), origin));
  }

  @Post('auth/email/change')
  @HttpCode(200)
  @Allow('any')
  @Sensitive()
  @Fails('invalid_credentials', 'too_many_attempts', 'email_taken', 'overloaded')
  @ApiOperation({ summary: 'Change the e-mail address', description: 'All other sessions end.' })
  @ApiOkResponse({ type: UserView })
  async changeEmail(
    @Body() body: EmailChangeBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<UserView> {
    return userView(await this.profiles.changeEmail(caller, body.email, body.current_password, origin));
  }

  @Post('auth/password/change')
  @HttpCode(204)
  @Allow('any')
  @Sensitive()
  @Fails('invalid_credentials', 'too_many_attempts', 'password_too_weak', 'overloaded')
  @ApiOperation({ summary: 'Change the password', description: 'All other sessions end, with every token of theirs.' })
  @ApiNoContentResponse()
  async changePassword(
    @Body() body: PasswordChangeBody,
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
  ): Promise<void> {
    await this.profiles.changePassword(caller, body.current_password, body.new_password, origin);
  }
}
