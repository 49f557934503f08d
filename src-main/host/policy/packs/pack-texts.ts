/** The packs as they are written. Programs stand under their usual path here; the path on this machine takes its place. */
import { dockerPack } from './texts/docker.ts';
import { filesPack } from './texts/files.ts';
import { gitPack, gitPushPack } from './texts/git.ts';
import { networkPack } from './texts/network.ts';
import { nodePack } from './texts/node.ts';
import { pythonPack } from './texts/python.ts';

export interface PackText {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** Entries of `commands`, indented by two. */
  readonly commands: string;
}

export const packTexts: readonly PackText[] = [
  gitPack,
  gitPushPack,
  nodePack,
  pythonPack,
  dockerPack,
  filesPack,
  networkPack,
];

/** Every pack says where its commands may be started, so that it works alone. Merging adds what is not there yet. */
export const pathsText = `version: 1
paths:
  # Where commands may be started and files read. Change it to your own folders.
  read:
    - ~/projects/**
    - ~/code/**
    - ~/src/**
    - ~/work/**
    - ~/repos/**
  # Never, whatever stands above.
  blocked:
    - "**/.ssh/**"
    - "**/.gnupg/**"
    - "**/.aws/**"
    - "**/.kube/**"
    - "**/.docker/**"
    - "**/.env"
    - "**/.env.*"
    - "**/.netrc"
    - "**/.npmrc"
    - "**/.pypirc"
    - "**/.git-credentials"
    - "**/*.pem"
    - "**/id_rsa"
    - "**/id_ed25519"
commands:
`;
