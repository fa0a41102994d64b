// CommonJS packages that require() Nest can be linked only after Nest itself has been evaluated.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
