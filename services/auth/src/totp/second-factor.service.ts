import { Injectable } from '@nestjs/common';
import type { SecondFactorCodes } from '../login/login.js';
import type { Device } from '../session/device.js';
import type { User } from '../user/user.js';

/** What a login needs beside a right password. */
@Injectable()
export class SecondFactorService {
  /** How the person proved the second factor (`amr` of RFC 8176); empty for a person who has none. */
  async demand(_user: User, _codes: SecondFactorCodes, _device: Device): Promise<readonly string[]> {
    return [];
  }
}
