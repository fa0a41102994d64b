import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const page = { 'text/html': { schema: { type: 'string' } } };
const refusal = {
  'application/json': {
    schema: {
      type: 'object',
      required: ['error'],
      properties: { error: { type: 'string' }, error_description: { type: 'string' } },
    },
  },
};

/** What a person's browser is answered: a page, or a redirect to one; and a page, too, that says what is wrong. */
export function AnswersPerson(description: string): MethodDecorator {
  return applyDecorators(
    ApiResponse({ status: 200, description, content: page }),
    ApiResponse({ status: 303, description: 'The way there.' }),
    ApiResponse({ status: 400, description: 'What is wrong.', content: { ...page, ...refusal } }),
  );
}

/** What a program is answered, which is refused in the words of RFC 6749. */
export function AnswersProgram(description: string, status = 200): MethodDecorator {
  return applyDecorators(
    ApiResponse({ status, description }),
    ApiResponse({ status: 400, description: 'What is wrong with the request.', content: refusal }),
    ApiResponse({ status: 401, description: 'Who asks is not known.', content: refusal }),
    ApiResponse({ status: 403, description: 'The token lacks a scope.', content: refusal }),
  );
}
