"""What are the places of the invented city called?

No name here is a municipality of Colombia, and 09 is no department's code, so that nothing
drawn from these names can be taken for a real place. Names of barrios are of the generic sort
found in every town.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Municipality:
    """A municipality by its five-digit code, as text, and its name."""

    code: str
    name: str


DEPARTMENT = "Llanos del Alba"
VALDELUCERO = Municipality("09317", "Valdelucero")
NEIGHBOURS = (Municipality("09112", "Peñaserena"), Municipality("09468", "Aguamora"))

ROADS = (
    "VIA VALDELUCERO-PEÑASERENA",
    "VIA VALDELUCERO - AGUAMORA",
    "RECTA VALDELUCERO-AGUAMORA KM 4",
    "VIA AL PARAMO",
    "CALLEJON LOS SAUCES",
)

COMUNAS = (
    "Centro Fundador",
    "Alameda Norte",
    "Altos del Mirador",
    "Ribera Oriental",
    "Estación Vieja",
    "Ceibas del Sur",
    "Nuevo Amanecer",
)
CORREGIMIENTOS = (
    "Aguas Mansas",
    "Piedra Lisa",
    "Monte Azul",
    "Las Guacas",
    "Trapiche Viejo",
    "Quebrada Serena",
    "Campo Lirio",
    "Páramo Chico",
    "Tres Caminos",
)

# The second of each pair is the first one's later stage: it stands beside it on the map, and
# the police write one for the other.
TWINS = (("Mirasol", "Mirasol II Etapa"), ("Los Carboneros", "Los Carboneros II Etapa"))
# A barrio and a vereda of one name: only the zone tells them apart.
NAMESAKE = "San Jacinto Bajo"

BARRIOS = (
    "Alameda Real", "Altos de la Colina", "Amaneceres", "Aires del Campo", "Balcones del Río",
    "Bello Amanecer", "Bosques de la Ceiba", "Brisas del Puente", "Calle Nueva", "Camino Real",
    "Campo Florido", "Cantarrana", "Ciudad Jazmín", "Ciudadela del Sol", "Colina Verde",
    "Colinas del Alba", "Doce de Abril", "El Aserrío", "El Caimito", "El Chircal", "El Ferrocarril",
    "El Guásimo", "El Manantial", "El Mirador", "El Molino Viejo", "El Naranjal", "El Oasis",
    "El Palomar", "El Refugio", "El Samán", "El Tamarindo", "El Turpial", "Estación Norte",
    "Fundadores", "Jardines de Mayo", "Jorge Robledal", "La Acequia", "La Alborada", "La Arboleda",
    "La Carrilera", "La Cascada", "La Cigarra", "La Floresta Alta", "La Galería", "La Horqueta",
    "La Ladrillera", "La Lomita", "La Pradera Alta", "La Ribera", "La Tenería", "La Victoria Nueva",
    "Las Acacias", "Las Auroras", "Las Garzas", "Las Orquídeas", "Las Veraneras", "Lirios del Sur",
    "Lomas del Viento", "Los Almendros", "Los Cámbulos", "Los Ciruelos", "Los Cocuyos",
    "Los Geranios", "Los Gualandayes", "Los Jazmines", "Los Laureles", "Los Mandarinos",
    "Los Ocobos", "Los Rosales", "Los Tulipanes", "Nueva Alianza", "Nuevo Horizonte",
    "Parque Central", "Paseo de la Feria", "Portal del Valle", "Primero de Octubre",
    "Prados del Poniente", "Puente Roto", "Quintas del Río", "San Cayetanito", "San Telmo",
    "Santa Aurora", "Santa Brisa", "Sol de Oriente", "Tierra Buena", "Urbanización Las Palmas",
    "Veinte de Mayo", "Villa Amapola", "Villa Clarín", "Villa del Rocío",
)  # fmt: skip
VEREDAS = (
    "Aguas Frías", "Alto del Cóndor", "Boca de Monte", "Buenos Vientos", "Cañada Honda",
    "Cerro Pelón", "El Cachimbo", "El Guadual", "El Higuerón", "El Mortiño", "El Pedregoso",
    "El Trapiche", "La Golondrina", "La Cabuya", "La Chorrera Alta", "La Neblina",
    "La Quebradita Seca", "La Zarza", "Las Mirlas", "Loma Gorda", "Los Chamizos", "Los Mirtos",
    "Potrero Viejo", "La Tablaza Baja",
)  # fmt: skip
