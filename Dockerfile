# The images of the bank, from one file:
#   docker build --target service --build-arg SERVICE=auth -t florin/auth .
#   docker build --target gateway -t florin/gateway .
# SERVICE is a folder of services/. Both kinds run without root and with a read-only root filesystem.

# Every dependency, to build with. No install script is run: none is needed for compiling.
FROM node:24.21.0-bookworm-slim AS workspace
WORKDIR /florin
COPY package.json package-lock.json ./
COPY libs/contracts/package.json libs/contracts/
COPY libs/kernel/package.json libs/kernel/
COPY libs/platform/package.json libs/platform/
COPY libs/testing/package.json libs/testing/
COPY services/account/package.json services/account/
COPY services/auth/package.json services/auth/
COPY services/bank-integration/package.json services/bank-integration/
COPY services/dummy-bank/package.json services/dummy-bank/
COPY services/transaction/package.json services/transaction/

FROM workspace AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json ./
COPY libs libs
COPY services services
ARG SERVICE
# By its path: the pinned `node` package would put an empty command in front of the image's own Node.
RUN test -n "$SERVICE" || { echo 'Name the service: --build-arg SERVICE=auth' >&2; exit 1; }; \
    node node_modules/@typescript/native/bin/tsc -b "services/$SERVICE"
# What runs: compiled files and data, no sources, no specs (see .dockerignore), no build notes.
RUN mkdir -p /image/services && cp -r libs /image/libs && cp -r "services/$SERVICE" /image/services/ \
    && rm -rf /image/libs/testing /image/libs/*/src /image/services/*/src \
    && find /image -name '*.d.ts' -delete && find /image -name '.tsbuildinfo' -delete \
    && find /image -name 'tsconfig.json' -delete && find /image -name 'jest.config.mjs' -delete \
    && find /image -name 'project.json' -delete

# What runs in production, the same layer for every service.
FROM workspace AS production
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS service
ARG SERVICE
# Inside a container every service listens on the same port; Compose and Kubernetes tell them apart by name.
ENV HOST=0.0.0.0 PORT=3000 KAFKAJS_NO_PARTITIONER_WARNING=1
COPY --from=production /florin/package.json /florin/
COPY --from=production /florin/node_modules /florin/node_modules
COPY --from=build /image /florin
# The one folder that may be written, where a volume lies: the dummy bank's payments.
RUN install -d -o 1000 -g 1000 /data
WORKDIR /florin/services/$SERVICE
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["node", "-e", \
    "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then((r) => process.exit(r.ok ? 0 : 1))"]
# `docker run … migrate` and the operator's commands are arguments of the same program.
ENTRYPOINT ["node", "--max-semi-space-size=24", "dist/main.js"]

# The gateway: the official nginx with our templates, the documentation and the API browser.
FROM nginx:1.29.4-alpine AS gateway
ENV NGINX_ENVSUBST_OUTPUT_DIR=/tmp/nginx
RUN install -d -o 101 -g 101 /tmp/nginx
COPY nginx/templates /etc/nginx/templates
COPY docs/openapi.json docs/errors.md /srv/docs/
COPY docs/site /srv/docs/site
COPY --from=production /florin/node_modules/swagger-ui-dist/swagger-ui.css \
    /florin/node_modules/swagger-ui-dist/swagger-ui-bundle.js \
    /florin/node_modules/swagger-ui-dist/favicon-32x32.png /srv/swagger-ui/
USER 101:101
EXPOSE 8080
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
CMD ["nginx", "-e", "stderr", "-p", "/tmp/nginx/", "-c", "nginx.conf"]
